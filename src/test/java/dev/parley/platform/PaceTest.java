package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int FEW_PER_SECOND = 6_000;
    private static final int MANY_PER_SECOND = 20_000;
    private static final int LONGEST_MILLIS = 45;

    private final Pace pace = new Pace(FEW_PER_SECOND, MANY_PER_SECOND, Duration.ofMillis(LONGEST_MILLIS));
    private long now = System.nanoTime();

    private void seconds(int seconds, int perSecond) {
        for (int i = 0; i < seconds * 100; i++) {
            now += 10 * MILLI;
            pace.took(perSecond / 100, now);
        }
    }

    @Test
    void fewDoNotWait() {
        seconds(5, FEW_PER_SECOND - 1_000);
        assertThat(pace.windowNanos()).isZero();
    }

    @Test
    void manyGatherAndNeverForLong() {
        seconds(5, MANY_PER_SECOND * 10);
        assertThat(pace.windowNanos()).isEqualTo(LONGEST_MILLIS * MILLI);
    }

    @Test
    void aBurstIsForgottenSoon() {
        seconds(5, MANY_PER_SECOND);
        assertThat(pace.windowNanos()).isPositive();
        seconds(3, 100);
        assertThat(pace.windowNanos()).isZero();
    }
}
