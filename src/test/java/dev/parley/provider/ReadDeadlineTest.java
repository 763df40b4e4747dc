package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.support.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadDeadlineTest {

    private static final ProviderSpec.Timeouts TIMEOUTS = new ProviderSpec.Timeouts(
            Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(60));

    private final ManualScheduler scheduler = new ManualScheduler();
    private final ReadDeadline deadline = new ReadDeadline(scheduler, TIMEOUTS);

    @AfterEach
    void clearTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void aFirstEventThatDoesNotComeIsATimeOut() {
        scheduler.advance(Duration.ofSeconds(29));
        assertThat(deadline.expired()).isNull();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(deadline.expired()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aPauseBetweenEventsIsAStall() {
        deadline.progress();
        scheduler.advance(Duration.ofSeconds(9));
        deadline.progress();
        scheduler.advance(Duration.ofSeconds(9));
        assertThat(deadline.expired()).isNull();
        scheduler.advance(Duration.ofSeconds(25));
        assertThat(deadline.expired()).isEqualTo(ErrorCode.MODEL_STALLED);
    }

    @Test
    void anAnswerThatGoesOnAndOnIsATimeOut() {
        for (int i = 0; i < 12; i++) {
            deadline.progress();
            scheduler.advance(Duration.ofSeconds(5));
        }
        assertThat(deadline.expired()).isEqualTo(ErrorCode.MODEL_TIMEOUT);
    }

    @Test
    void afterTheFinishOnlyAMomentIsLeft() {
        deadline.progress();
        deadline.finishing(Duration.ofSeconds(1));
        deadline.progress();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(deadline.expired()).isNotNull();
    }

    @Test
    void closingTakesBackTheInterruptAndTheTimer() {
        scheduler.advance(Duration.ofSeconds(30));
        deadline.close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(scheduler.waiting()).isZero();
    }
}
