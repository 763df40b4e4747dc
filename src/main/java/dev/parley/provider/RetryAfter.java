package dev.parley.provider;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to wait: whole or decimal seconds, an HTTP date, or milliseconds (docs/providers.md 2). */
final class RetryAfter {

    private static final Duration MOST = Duration.ofDays(1);

    private RetryAfter() {}

    /** @param header gives a header's value by its name, or null */
    static Optional<Duration> of(UnaryOperator<@Nullable String> header, Clock clock) {
        return millis(header.apply("Retry-After-Ms")).or(() -> secondsOrDate(header.apply("Retry-After"), clock));
    }

    private static Optional<Duration> millis(@Nullable String value) {
        return number(value, 1);
    }

    private static Optional<Duration> secondsOrDate(@Nullable String value, Clock clock) {
        return number(value, 1_000).or(() -> date(value, clock));
    }

    private static Optional<Duration> number(@Nullable String value, int millis) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            double number = Double.parseDouble(value.trim());
            return number >= 0 ? Optional.of(bounded(number * millis)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(double millis) {
        return Duration.ofMillis((long) Math.min(Math.ceil(millis), (double) MOST.toMillis()));
    }

    private static Optional<Duration> date(@Nullable String value, Clock clock) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), date.toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : bounded((double) wait.toMillis()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
