package dev.parley.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client sees of a provider's circuit breaker that is not closed.
 *
 * @param halfOpensIn how long no request is let through; null once one may try
 */
public record CircuitView(State state, @Nullable Duration halfOpensIn) {

    /** The states that are told; a closed breaker is not worth a word. */
    public enum State {
        OPEN("open"),
        HALF_OPEN("half-open");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }

    /** Requests are refused for so long. */
    public static CircuitView open(Duration halfOpensIn) {
        return new CircuitView(State.OPEN, halfOpensIn);
    }

    /** The next requests find out whether the provider is back. */
    public static CircuitView halfOpen() {
        return new CircuitView(State.HALF_OPEN, null);
    }
}
