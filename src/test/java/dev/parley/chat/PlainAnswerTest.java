package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.journal.Subscription.Step;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import dev.parley.protocol.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Deltas out, an empty frame ends the answer, {@code Error: } reports a failure. */
class PlainAnswerTest {

    private final PlainAnswer answer = new PlainAnswer(Locale.ENGLISH);

    private List<String> frames(Event... events) {
        List<Event.Recorded> recorded = new ArrayList<>();
        for (Event event : events) {
            recorded.add(new Event.Recorded(1, 1, event));
        }
        return answer.frames(new Step.Events(1, events.length, recorded));
    }

    private static Event started(String message) {
        return new Event.MessageCreated(message, null, Role.ASSISTANT, "", null, "x");
    }

    private static Event ended(String message, MessageState state, @Nullable ErrorCode code) {
        return new Event.GenerationEnded(
                "g-" + message,
                message,
                state,
                state == MessageState.COMPLETE ? FinishReason.STOP : null,
                null,
                code == null ? null : ErrorInfo.of(code, "t"));
    }

    @Test
    void deltasAreFramesAndAnEmptyOneEnds() {
        assertThat(frames(
                        started("a"),
                        new Event.ReasoningDelta("a", 0, "hidden"),
                        new Event.Delta("a", 0, "He"),
                        new Event.Delta("a", 2, "llo"),
                        ended("a", MessageState.COMPLETE, null)))
                .containsExactly("He", "llo", "");
    }

    @Test
    void aFailureIsToldAndTheAnswerEnds() {
        assertThat(frames(started("a"), ended("a", MessageState.FAILED, ErrorCode.RATE_LIMITED)))
                .containsExactly("Error: The model is being asked too often right now. Try again in a moment.", "");
    }

    @Test
    void aStoppedAnswerJustEnds() {
        assertThat(frames(started("a"), new Event.Delta("a", 0, "H"), ended("a", MessageState.STOPPED, null)))
                .containsExactly("H", "");
    }

    @Test
    void anAnswerThatWasRefusedBeforeItBeganEndsToo() {
        assertThat(frames(
                        started("a"),
                        ended("a", MessageState.STOPPED, null),
                        started("b"),
                        ended("b", MessageState.FAILED, ErrorCode.TOO_MANY_GENERATIONS)))
                .containsExactly("", "Error: Too many answers are being written at once. Try again in a moment.", "");
    }

    @Test
    void anAnswerThatBeginsLikeAFailureIsNotTakenForOne() {
        assertThat(frames(started("a"), new Event.Delta("a", 0, "Error: a classic.")))
                .containsExactly("E", "rror: a classic.");
    }

    @Test
    void sayingThatAnotherModelAnswersIsNoPartOfTheAnswer() {
        assertThat(frames(
                        started("a"),
                        new Event.GenerationFallback("g", "a", "x", "y", ErrorCode.CIRCUIT_OPEN),
                        new Event.Delta("a", 0, "Hello")))
                .containsExactly("Hello");
    }

    @Test
    void aSlowReaderGetsTheRestOfTheText() {
        frames(started("a"), new Event.Delta("a", 0, "Hel"));
        MessageView message = new MessageView(
                "a",
                null,
                Role.ASSISTANT,
                "Hello",
                "",
                1,
                MessageState.COMPLETE,
                "x",
                null,
                null,
                null,
                "g",
                "t",
                FinishReason.STOP,
                null,
                null);
        Snapshot snapshot = new Snapshot(9, new ConversationView("c", "t", "x", 1, 1, false), List.of(message));
        assertThat(answer.frames(new Step.Reset("e", snapshot))).containsExactly("lo", "");
    }
}
