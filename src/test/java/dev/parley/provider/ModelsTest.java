package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CircuitView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.support.ManualScheduler;
import dev.parley.support.Values;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Three models of three providers, the second stands in for the first, the third for the second. */
class ModelsTest {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Values config = new Values();
    private final Circuits circuits = new Circuits(scheduler, config);
    private final Models models = new Models(config, new DemoAddress(), circuits);

    @BeforeEach
    void read() {
        config.put("parley.providers", "p,q,r");
        for (String provider : List.of("p", "q", "r")) {
            config.put("parley.provider." + provider + ".base-url", "http://127.0.0.1/v1");
        }
        config.put("parley.provider.p.models", "a");
        config.put("parley.provider.q.models", "b");
        config.put("parley.provider.r.models", "c");
        config.put("parley.model.p.a.fallback", "b");
        config.put("parley.model.q.b.fallback", "c");
        models.read();
    }

    private Optional<String> fallback(String id, ErrorCode code, boolean mayRetry) {
        return models.fallbackFor(models.get(id), code, mayRetry).map(ModelSpec::id);
    }

    /** Opens the circuit of the provider of that number. */
    private void open(int provider) {
        try {
            circuits.of(provider).watch(() -> {
                throw ProviderException.of(ErrorCode.MODEL_OVERLOADED, "test", null);
            });
        } catch (ProviderException e) {
            circuits.of(provider).refused();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "CIRCUIT_OPEN",
                "MODEL_UNAVAILABLE",
                "MODEL_UNREACHABLE",
                "MODEL_OVERLOADED",
                "MODEL_TIMEOUT",
                "RATE_LIMITED"
            })
    void anotherModelAnswersWhereTheProviderIsDownOrHasTooMuchToDo(ErrorCode code) {
        assertThat(fallback("a", code, false)).contains("b");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "CIRCUIT_OPEN",
                "MODEL_UNAVAILABLE",
                "MODEL_UNREACHABLE",
                "MODEL_OVERLOADED",
                "MODEL_TIMEOUT",
                "RATE_LIMITED"
            })
    void noOtherFailureIsHiddenByAFallback(ErrorCode code) {
        assertThat(fallback("a", code, false)).isEmpty();
    }

    @Test
    void beforeTheRetriesAreUsedUpOnlyAnOpenCircuitIsAReason() {
        assertThat(fallback("a", ErrorCode.CIRCUIT_OPEN, true)).contains("b");
        assertThat(fallback("a", ErrorCode.RATE_LIMITED, true)).isEmpty();
        assertThat(fallback("a", ErrorCode.MODEL_UNAVAILABLE, true)).isEmpty();
    }

    @Test
    void withoutADeclaredFallbackNobodyAnswersInstead() {
        assertThat(fallback("c", ErrorCode.CIRCUIT_OPEN, false)).isEmpty();
    }

    @Test
    void aFallbackWhoseOwnCircuitIsOpenIsPassedOver() {
        open(1);
        assertThat(fallback("a", ErrorCode.CIRCUIT_OPEN, true)).contains("c");
        open(2);
        assertThat(fallback("a", ErrorCode.CIRCUIT_OPEN, true)).isEmpty();
        scheduler.advance(Duration.ofMillis(Guard.BREAKER_DELAY_MILLIS));
        assertThat(fallback("a", ErrorCode.CIRCUIT_OPEN, true)).contains("b");
    }

    @Test
    void clientsSeeTheFallbackAndTheCircuitOfTheProviderAsItIsNow() {
        open(1);
        scheduler.advance(Duration.ofSeconds(3));

        assertThat(models.views()).extracting(ModelView::fallback).containsExactly("b", "c", null);
        assertThat(models.views())
                .extracting(ModelView::circuit)
                .containsExactly(null, CircuitView.open(Duration.ofSeconds(7)), null);
    }

    @Test
    void theQuestionToAnotherModelIsTheSameQuestion() {
        SendOptions options = new SendOptions(true, 0.5, null, 100);
        ChatRequest request = new ChatRequest(
                models.get("a"), "Be brief.", List.of(new ChatRequest.Turn(Role.USER, "Hi")), "", options);

        assertThat(request.to(models.get("b")))
                .isEqualTo(new ChatRequest(models.get("b"), "Be brief.", request.turns(), "", options));
    }
}
