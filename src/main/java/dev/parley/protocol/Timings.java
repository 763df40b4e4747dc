package dev.parley.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer took, by the times of its committed events, so that everybody reads the same.
 *
 * @param firstToken from the start of its generation to the first text or reasoning; null if there was none
 * @param reasoning from the first reasoning to the first text; null if there was not both
 * @param duration from the start of its generation to its end
 */
public record Timings(
        @Nullable Duration firstToken,
        @Nullable Duration reasoning,
        @Nullable Duration duration) {

    public static final Timings NONE = new Timings(null, null, null);
}
