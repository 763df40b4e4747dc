package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who answers, and who was asked for. */
class TranscriptFallbackTest {

    private final Transcript transcript = new Transcript("c1");
    private long seq;

    private void happens(Event event) {
        seq++;
        transcript.apply(new Event.Recorded(seq, seq, event));
    }

    private MessageView message() {
        return transcript.snapshot(seq).messages().get(0);
    }

    @BeforeEach
    void begin() {
        happens(new Event.MessageCreated("m1", null, Role.ASSISTANT, "", null, "a"));
        happens(new Event.GenerationStarted("g1", "m1", "a", "t"));
    }

    @Test
    void withoutAFallbackTheModelThatWasAskedForAnswers() {
        assertThat(message().model()).isEqualTo("a");
        assertThat(message().fallbackFrom()).isNull();
        assertThat(message().fallbackCode()).isNull();
    }

    @Test
    void theMessageBelongsToTheOneThatAnswersAndNamesTheOneThatWasAskedForAndWhy() {
        happens(new Event.GenerationRetrying("g1", "m1", 2, 3, Duration.ZERO, ErrorCode.RATE_LIMITED));
        happens(new Event.GenerationFallback("g1", "m1", "a", "b", ErrorCode.RATE_LIMITED));

        assertThat(message().state()).isEqualTo(MessageState.CONNECTING);
        assertThat(message().model()).isEqualTo("b");
        assertThat(message().fallbackFrom()).isEqualTo("a");
        assertThat(message().fallbackCode()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    void alongAChainTheFirstReasonStays() {
        happens(new Event.GenerationFallback("g1", "m1", "a", "b", ErrorCode.CIRCUIT_OPEN));
        happens(new Event.GenerationFallback("g1", "m1", "b", "c", ErrorCode.MODEL_OVERLOADED));

        assertThat(message().model()).isEqualTo("c");
        assertThat(message().fallbackFrom()).isEqualTo("a");
        assertThat(message().fallbackCode()).isEqualTo(ErrorCode.CIRCUIT_OPEN);
    }

    @Test
    void staysTrueWhileTheSameModelGoesOnAndIsForgottenWhenAnotherOneDoes() {
        happens(new Event.GenerationFallback("g1", "m1", "a", "b", ErrorCode.CIRCUIT_OPEN));
        happens(new Event.GenerationStarted("g2", "m1", "b", "t"));
        assertThat(message().fallbackFrom()).isEqualTo("a");

        happens(new Event.GenerationStarted("g3", "m1", "a", "t"));
        assertThat(message().fallbackFrom()).isNull();
        assertThat(message().fallbackCode()).isNull();
    }
}
