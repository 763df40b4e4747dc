package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);

    private static Optional<Duration> of(String name, String value) {
        return RetryAfter.of(Map.of(name, value)::get, CLOCK);
    }

    @Test
    void readsItsFourForms() {
        assertThat(of("Retry-After", "7")).contains(Duration.ofSeconds(7));
        assertThat(of("Retry-After", "1.5")).contains(Duration.ofMillis(1500));
        assertThat(of("Retry-After", "Fri, 20 Nov 2026 10:00:30 GMT")).contains(Duration.ofSeconds(30));
        assertThat(of("Retry-After-Ms", "120")).contains(Duration.ofMillis(120));
    }

    @Test
    void aDateInThePastIsNow() {
        assertThat(of("Retry-After", "Fri, 20 Nov 2026 09:00:00 GMT")).contains(Duration.ZERO);
    }

    @Test
    void whatCannotBeReadIsNothing() {
        assertThat(of("Retry-After", "soon")).isEmpty();
        assertThat(of("Retry-After", "-3")).isEmpty();
        assertThat(of("Other", "3")).isEmpty();
    }

    @Test
    void isBoundedByADay() {
        assertThat(of("Retry-After", "99999999999")).contains(Duration.ofDays(1));
    }
}
