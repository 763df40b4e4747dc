package dev.parley.generation;

import dev.parley.platform.Metric;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.MessageState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** What is measured of answers' lives. Thread-safe; a few steps of each answer come here, its text does not. */
final class GenerationMeters {

    private final MeterRegistry registry;
    private final Counter continued;
    private final Counter ended;

    GenerationMeters(MeterRegistry registry) {
        this.registry = registry;
        this.continued = Metric.TAKEOVERS.counter(registry, "continued");
        this.ended = Metric.TAKEOVERS.counter(registry, "ended");
    }

    /** An answer's end is in the journal. */
    void ended(String model, MessageState state, @Nullable ErrorInfo error) {
        Metric.GENERATIONS_ENDED.counter(registry, state.wire(), model).increment();
        if (error != null) {
            Metric.GENERATION_ERRORS
                    .counter(registry, error.code().wire(), model)
                    .increment();
        }
    }

    /** The model is asked once more, and the user sees the countdown. */
    void retrying(ErrorCode cause) {
        Metric.RETRIES.counter(registry, "visible", cause.wire()).increment();
    }

    /** @param goesOn whether its model could go on with it */
    void tookOver(boolean goesOn) {
        (goesOn ? continued : ended).increment();
    }
}
