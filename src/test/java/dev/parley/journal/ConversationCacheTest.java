package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.protocol.Event;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row C1: bounded, forgets what is unused, and is right under concurrent load and eviction. */
@Timeout(120)
class ConversationCacheTest {

    private static final int BOUND = 8;
    private static final Duration UNUSED = Duration.ofHours(24);

    private final AtomicLong nanos = new AtomicLong();
    private final TestJournal node = new TestJournal(
            TestDatabase.H2.settings(),
            new JournalSettings(
                    new CacheBounds(BOUND, UNUSED, 64),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    true,
                    Duration.ofSeconds(1),
                    2),
            nanos::get,
            Clock.systemUTC());

    @AfterEach
    void close() {
        node.close();
    }

    private static String c(int i) {
        return "c" + i;
    }

    private void open(int conversations) {
        for (int i = 0; i < conversations; i++) {
            node.open(c(i), "m" + i, "g" + i);
        }
    }

    private String text(int i) {
        return node.journal().current(c(i)).orElseThrow().messages().get(0).text();
    }

    @Test
    void itHoldsNoMoreThanItsBound() {
        open(3 * BOUND);
        for (int i = 0; i < 3 * BOUND; i++) {
            text(i);
        }
        assertThat(node.journal().cached()).isPositive().isLessThanOrEqualTo(BOUND);
    }

    @Test
    void whatIsUnusedIsForgottenAfterItsTime() {
        open(2);
        text(0);
        text(1);
        nanos.addAndGet(UNUSED.minusHours(1).toNanos());
        text(1);
        nanos.addAndGet(Duration.ofHours(2).toNanos());
        assertThat(node.journal().cached()).isEqualTo(1);
        nanos.addAndGet(UNUSED.toNanos());
        assertThat(node.journal().cached()).isZero();
    }

    @Test
    void whatSomebodyFollowsStays() {
        open(3 * BOUND);
        Semaphore rings = new Semaphore(0);
        Subscription subscription = new Subscription(node.journal(), c(0), null, 1_000, rings::release);
        await().atMost(10, TimeUnit.SECONDS).until(subscription::next, step -> step != null);
        for (int i = 1; i < 3 * BOUND; i++) {
            text(i);
        }
        nanos.addAndGet(UNUSED.multipliedBy(2).toNanos());
        assertThat(node.journal().cached()).isEqualTo(1);
        node.append(c(0), Fence.first("g0"), new Event.Delta("m0", 0, "still followed"));
        await().atMost(10, TimeUnit.SECONDS)
                .until(subscription::next, step -> step instanceof Subscription.Step.Events);

        subscription.close();
        nanos.addAndGet(UNUSED.multipliedBy(2).toNanos());
        assertThat(node.journal().cached()).isZero();
    }

    /** Four times as many conversations as fit; writers, readers and followers of all of them at once. */
    @Test
    void nothingIsLostUnderConcurrentLoadAndEviction() throws Exception {
        int conversations = 4 * BOUND;
        int pieces = 60;
        open(conversations);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<?>> done = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            int first = w;
            done.add(pool.submit(() -> {
                for (int n = 0; n < pieces; n++) {
                    for (int i = first; i < conversations; i += 4) {
                        node.append(c(i), Fence.first("g" + i), new Event.Delta("m" + i, n, "x"));
                    }
                }
            }));
        }
        for (int r = 0; r < 4; r++) {
            int first = r;
            done.add(pool.submit(() -> {
                for (int i = first; i < conversations; i += 4) {
                    follow(i, pieces);
                }
                return null;
            }));
        }
        for (Future<?> future : done) {
            future.get(90, TimeUnit.SECONDS);
        }
        pool.shutdown();
        for (int i = 0; i < conversations; i++) {
            assertThat(text(i)).isEqualTo("x".repeat(pieces));
        }
        assertThat(node.journal().cached()).isLessThanOrEqualTo(BOUND);
    }

    private void follow(int i, int pieces) throws InterruptedException {
        Semaphore rings = new Semaphore(0);
        Subscription subscription = new Subscription(node.journal(), c(i), null, 1_000, rings::release);
        int length = 0;
        while (length < pieces) {
            Subscription.Step step = subscription.next();
            if (step == null) {
                assertThat(rings.tryAcquire(60, TimeUnit.SECONDS))
                        .as("a ring for conversation %d", i)
                        .isTrue();
            } else if (step instanceof Subscription.Step.Reset reset) {
                length = reset.snapshot().messages().get(0).text().length();
            } else if (step instanceof Subscription.Step.Events events) {
                for (Event.Recorded recorded : events.events()) {
                    if (recorded.event() instanceof Event.Delta delta) {
                        assertThat(delta.offset()).isEqualTo(length);
                        length += delta.text().length();
                    }
                }
            }
        }
        subscription.close();
    }
}
