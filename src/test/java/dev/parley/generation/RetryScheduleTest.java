package dev.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static RetrySchedule schedule(double random) {
        return new RetrySchedule(10, RetrySchedule.BASE, RetrySchedule.CAP, () -> random);
    }

    @Test
    void doublesUpToTheCap() {
        assertThat(schedule(1).before(2, null)).isEqualTo(Duration.ofSeconds(1));
        assertThat(schedule(1).before(3, null)).isEqualTo(Duration.ofSeconds(2));
        assertThat(schedule(1).before(4, null)).isEqualTo(Duration.ofSeconds(4));
        assertThat(schedule(1).before(10, null)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void jittersOverTheWholeRange() {
        assertThat(schedule(0).before(3, null)).isEqualTo(Duration.ZERO);
        assertThat(schedule(0.5).before(3, null)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void honoursTheProvidersWishUpToTheCap() {
        assertThat(schedule(0).before(2, Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(20));
        assertThat(schedule(0).before(2, Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(60));
    }
}
