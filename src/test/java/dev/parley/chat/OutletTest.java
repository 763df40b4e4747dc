package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CloseCode;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One frame in flight, whatever a server does with its callbacks (docs/adr/0005-one-outlet-per-socket.md). */
@Timeout(60)
class OutletTest {

    private static final long PING_MILLIS = 20_000;

    /** A socket that remembers what it was told; a test says when a send is done. */
    private static class FakeWire implements Wire {
        final List<String> sent = new ArrayList<>();
        final List<Consumer<@Nullable Throwable>> callbacks = new ArrayList<>();
        final List<CloseCode> closes = new ArrayList<>();
        int pings;
        int inFlight;
        int mostInFlight;

        @Override
        public synchronized void send(String text, Consumer<@Nullable Throwable> done) {
            sent.add(text);
            inFlight++;
            mostInFlight = Math.max(mostInFlight, inFlight);
            callbacks.add(failure -> {
                synchronized (this) {
                    inFlight--;
                }
                done.accept(failure);
            });
        }

        @Override
        public void ping() {
            assertThat(inFlight).as("frames in flight at a ping").isZero();
            pings++;
        }

        @Override
        public void close(CloseCode code, String reason) {
            closes.add(code);
        }
    }

    private final Deque<String> source = new ConcurrentLinkedDeque<>();
    private final FakeWire wire = new FakeWire();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger cleanUps = new AtomicInteger();
    private final Outlet outlet = outlet(wire);

    private Outlet outlet(Wire to) {
        return new Outlet(to, source::poll, now::get, PING_MILLIS, Runnable::run, cleanUps::incrementAndGet);
    }

    private void say(String... frames) {
        source.addAll(List.of(frames));
        outlet.wake();
    }

    @Test
    void saysThatItIsClosedOnlyWhenTheSocketHasTakenItsClose() {
        List<Runnable> later = new ArrayList<>();
        Outlet slow = new Outlet(wire, source::poll, now::get, PING_MILLIS, later::add, cleanUps::incrementAndGet);

        slow.kill(CloseCode.RESTARTING, "stopping");
        assertThat(slow.isDead()).isTrue();
        assertThat(slow.closed()).isNotDone();
        later.forEach(Runnable::run);

        assertThat(wire.closes).containsExactly(CloseCode.RESTARTING);
        assertThat(slow.closed()).isDone();
    }

    @Test
    void aCloseWaitsForTheFrameInFlight() {
        say("a", "b");
        outlet.kill(CloseCode.TOO_MANY, "asks faster than it reads");
        assertThat(wire.closes).isEmpty();
        assertThat(outlet.isDead()).as("nobody has to look after it").isFalse();

        wire.callbacks.get(0).accept(null);

        assertThat(wire.closes).containsExactly(CloseCode.TOO_MANY);
        assertThat(wire.sent).containsExactly("a");
        assertThat(outlet.isDead()).isTrue();
    }

    @Test
    void aCloseDoesNotWaitLong() {
        say("a");
        outlet.kill(CloseCode.TOO_MANY, "asks faster than it reads");
        now.addAndGet(Outlet.CLOSE_PATIENCE_MILLIS);
        outlet.tick();
        assertThat(wire.closes).isEmpty();

        now.addAndGet(1);
        outlet.tick();
        wire.callbacks.get(0).accept(null);

        assertThat(wire.closes).containsExactly(CloseCode.TOO_MANY);
    }

    @Test
    void aSocketThatThePeerClosesMeanwhileNeedsNoCloseAnyMore() {
        say("a");
        outlet.kill(CloseCode.TOO_MANY, "asks faster than it reads");
        outlet.gone();
        wire.callbacks.get(0).accept(new IllegalStateException("closed"));

        assertThat(wire.closes).isEmpty();
        assertThat(outlet.isDead()).isTrue();
    }

    @Test
    void isClosedWhereThePeerHasClosedIt() {
        outlet.gone();

        assertThat(outlet.closed()).isDone();
        assertThat(wire.closes).isEmpty();
    }

    @Test
    void sendsTheNextFrameOnlyWhenTheOneBeforeIsDone() {
        say("a", "b");
        assertThat(wire.sent).containsExactly("a");
        say("c");
        assertThat(wire.sent).containsExactly("a");
        wire.callbacks.get(0).accept(null);
        assertThat(wire.sent).containsExactly("a", "b");
        wire.callbacks.get(1).accept(null);
        wire.callbacks.get(2).accept(null);
        assertThat(wire.sent).containsExactly("a", "b", "c");
        assertThat(wire.mostInFlight).isEqualTo(1);
    }

    @Test
    void callbacksInTheSendingThreadDoNotGrowTheStack() {
        AtomicInteger count = new AtomicInteger();
        Outlet synchronous = outlet(new FakeWire() {
            @Override
            public synchronized void send(String text, Consumer<@Nullable Throwable> done) {
                count.incrementAndGet();
                done.accept(null);
            }
        });
        for (int i = 0; i < 100_000; i++) {
            source.add("x");
        }
        synchronous.wake();
        assertThat(count).hasValue(100_000);
    }

    @Test
    void losesAndDoublesNothingWithCallbacksFromOtherThreads() throws Exception {
        int frames = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<String> seen = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(frames);
        AtomicInteger flying = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Outlet concurrent = outlet(new FakeWire() {
            @Override
            public void send(String text, Consumer<@Nullable Throwable> done) {
                most.accumulateAndGet(flying.incrementAndGet(), Math::max);
                synchronized (seen) {
                    seen.add(text);
                }
                Runnable finish = () -> {
                    flying.decrementAndGet();
                    done.accept(null);
                    all.countDown();
                };
                if (text.hashCode() % 3 == 0) {
                    finish.run();
                } else {
                    pool.execute(finish);
                }
            }
        });
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            expected.add("f" + i);
            source.add("f" + i);
            concurrent.wake();
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        pool.shutdown();
        assertThat(seen).isEqualTo(expected);
        assertThat(most).hasValue(1);
    }

    @Test
    void pingsWaitForTheFrameInFlight() {
        say("a");
        now.set(PING_MILLIS);
        outlet.heard();
        outlet.tick();
        assertThat(wire.pings).isZero();
        wire.callbacks.get(0).accept(null);
        assertThat(wire.pings).isEqualTo(1);
    }

    @Test
    void aSendThatIsNeverDoneKillsTheSocketOnce() {
        say("a");
        now.set(Outlet.SEND_TIMEOUT_MILLIS + 1);
        outlet.heard();
        outlet.tick();
        outlet.tick();
        assertThat(wire.closes).containsExactly(CloseCode.TOO_MANY);
        assertThat(cleanUps).hasValue(1);
        assertThat(outlet.isDead()).isTrue();
    }

    @Test
    void aPeerThatSaysNothingIsGone() {
        now.set(Outlet.SILENCE_MILLIS + 1);
        outlet.tick();
        assertThat(wire.closes).containsExactly(CloseCode.IDLE);
    }

    @Test
    void aPeerThatAnswersPingsStays() {
        for (int i = 0; i < 20; i++) {
            now.addAndGet(PING_MILLIS);
            outlet.tick();
            outlet.heard();
        }
        assertThat(wire.pings).isEqualTo(20);
        assertThat(outlet.isDead()).isFalse();
    }

    @Test
    void aFailedSendKillsTheSocketAndCleansUpOnce() {
        say("a", "b");
        wire.callbacks.get(0).accept(new IllegalStateException("gone"));
        outlet.kill(CloseCode.DONE, "again");
        outlet.gone();
        assertThat(wire.sent).containsExactly("a");
        assertThat(wire.closes).hasSize(1);
        assertThat(cleanUps).hasValue(1);
    }

    @Test
    void aSendThatThrowsKillsTheSocket() {
        Outlet broken = outlet(new FakeWire() {
            @Override
            public synchronized void send(String text, Consumer<@Nullable Throwable> done) {
                throw new IllegalStateException("closed");
            }
        });
        source.add("a");
        broken.wake();
        assertThat(broken.isDead()).isTrue();
        assertThat(cleanUps).hasValue(1);
    }
}
