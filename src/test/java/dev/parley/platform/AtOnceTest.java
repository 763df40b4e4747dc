package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AtOnceTest {

    @Test
    void letsInSoManyOfEachAndNoMore() {
        AtOnce places = new AtOnce(2);

        assertThat(places.enter("a")).isTrue();
        assertThat(places.enter("a")).isTrue();
        assertThat(places.hasRoom("a")).isFalse();
        assertThat(places.enter("a")).isFalse();
        assertThat(places.enter("b")).isTrue();
    }

    @Test
    void aPlaceThatIsGivenBackCanBeTakenAgain() {
        AtOnce places = new AtOnce(1);
        places.enter("a");
        places.enter("a");

        places.leave("a");

        assertThat(places.enter("a")).isTrue();
        assertThat(places.enter("a")).isFalse();
    }

    @Test
    void zeroIsNoLimit() {
        AtOnce places = new AtOnce(0);

        assertThat(places.enter("a")).isTrue();
        assertThat(places.hasRoom("a")).isTrue();
        places.leave("a");
        assertThat(places.enter("a")).isTrue();
    }

    @Test
    void holdsWhenManyComeAtOnce() throws InterruptedException {
        AtOnce places = new AtOnce(10);
        AtomicInteger entered = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 200; i++) {
            threads.execute(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                if (places.enter("a")) {
                    entered.incrementAndGet();
                }
            });
        }
        go.countDown();
        threads.shutdown();

        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(entered).hasValue(10);
    }
}
