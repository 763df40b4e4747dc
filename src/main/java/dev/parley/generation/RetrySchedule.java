package dev.parley.generation;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slow, visible retries: base 1 s, factor 2, cap 60 s, full jitter, the provider's own wish honoured up to
 * the cap.
 *
 * @param attempts how often a model is asked in all
 * @param random from 0 to 1
 */
public record RetrySchedule(int attempts, Duration base, Duration cap, DoubleSupplier random) {

    public static final int ATTEMPTS = 3;
    public static final Duration BASE = Duration.ofSeconds(1);
    public static final Duration CAP = Duration.ofSeconds(60);

    /**
     * The pause before an attempt.
     *
     * @param attempt the attempt that follows, from 2
     * @param wished what the provider asked for, or null
     */
    public Duration before(int attempt, @Nullable Duration wished) {
        if (wished != null) {
            return wished.compareTo(cap) > 0 ? cap : wished;
        }
        double most = base.toMillis() * Math.pow(2, attempt - 2.0);
        double bounded = Math.min(most, (double) cap.toMillis());
        return Duration.ofMillis((long) (bounded * random.getAsDouble()));
    }
}
