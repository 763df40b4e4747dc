package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.journal.Subscription.Step;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.Role;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant I4: for every epoch and cursor either all that follows, in order, once, or a reset with a snapshot. */
@Timeout(60)
class SubscriptionTest {

    private static final String C = "c1";
    private static final int TAIL = 20;

    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), TAIL);
    private int length;

    @BeforeEach
    void open() {
        journal.open(C);
        append(new Event.MessageCreated("m1", null, Role.ASSISTANT, "", null, "x"));
    }

    private void append(Event event) {
        journal.append(C, List.of(event), null).toCompletableFuture().join();
    }

    private synchronized void say(String text) {
        append(new Event.Delta("m1", length, text));
        length += text.length();
    }

    private Subscription follow(@Nullable Cursor cursor) {
        return new Subscription(journal, C, cursor, 1_000_000, () -> {});
    }

    private String epoch() {
        return journal.epoch(C).orElseThrow();
    }

    @Test
    void withoutACursorItBeginsWithASnapshot() {
        say("hello");
        Subscription subscription = follow(null);
        assertThat(subscription.next()).isInstanceOfSatisfying(Step.Reset.class, reset -> {
            assertThat(reset.snapshot().seq()).isEqualTo(2);
            assertThat(reset.snapshot().messages().get(0).text()).isEqualTo("hello");
        });
        assertThat(subscription.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 5, 10, 14, 29, 30, 31})
    void everyCursorIsRecoveredOrReset(long after) {
        for (int i = 0; i < 29; i++) {
            say(Integer.toString(i % 10));
        }
        Subscription subscription = follow(new Cursor(epoch(), after));
        Step first = subscription.next();
        if (after >= 30 - TAIL && after <= 30) {
            assertThat(first).isEqualTo(new Step.Recovered(epoch(), after));
            Step then = subscription.next();
            if (after == 30) {
                assertThat(then).isNull();
            } else {
                assertThat(then).isInstanceOfSatisfying(Step.Events.class, events -> {
                    assertThat(events.from()).isEqualTo(after + 1);
                    assertThat(events.to()).isEqualTo(30);
                });
            }
        } else {
            assertThat(first).isInstanceOf(Step.Reset.class);
            assertThat(subscription.next()).isNull();
        }
    }

    @Test
    void aCursorOfAnotherEpochIsVoid() {
        assertThat(follow(new Cursor("another", 1)).next()).isInstanceOf(Step.Reset.class);
    }

    @Test
    void aReaderThatFellTooFarBehindIsReset() {
        Subscription subscription = follow(new Cursor(epoch(), 1));
        assertThat(subscription.next()).isInstanceOf(Step.Recovered.class);
        for (int i = 0; i < TAIL + 5; i++) {
            say("x");
        }
        assertThat(subscription.next()).isInstanceOfSatisfying(Step.Reset.class, reset -> assertThat(
                        reset.snapshot().messages().get(0).text())
                .hasSize(TAIL + 5));
        say("y");
        assertThat(subscription.next()).isInstanceOf(Step.Events.class);
    }

    @Test
    void aConversationThatIsRemovedIsToldOnce() {
        Subscription subscription = follow(null);
        subscription.next();
        journal.remove(C);
        assertThat(subscription.next()).isInstanceOf(Step.Gone.class);
        assertThat(subscription.next()).isNull();
    }

    @Test
    void nothingIsLostOrDoubledWhileAnotherThreadWrites() throws Exception {
        int pieces = 5_000;
        Thread writer = new Thread(() -> {
            for (int i = 0; i < pieces; i++) {
                say(Integer.toString(i % 10));
            }
        });
        Semaphore rings = new Semaphore(0);
        Subscription subscription = new Subscription(journal, C, null, 64, rings::release);
        writer.start();
        StringBuilder text = new StringBuilder();
        List<Long> jumps = new ArrayList<>();
        long at = -1;
        while (text.length() < pieces) {
            Step step = subscription.next();
            if (step == null) {
                assertThat(rings.tryAcquire(20, TimeUnit.SECONDS)).as("a ring").isTrue();
            } else if (step instanceof Step.Reset reset) {
                text.setLength(0);
                text.append(reset.snapshot().messages().get(0).text());
                at = reset.snapshot().seq();
            } else if (step instanceof Step.Events events) {
                if (events.from() != at + 1) {
                    jumps.add(events.from());
                }
                at = events.to();
                events.events().forEach(recorded -> text.append(((Event.Text) recorded.event()).text()));
            }
        }
        writer.join();
        assertThat(jumps).isEmpty();
        assertThat(text.toString())
                .isEqualTo(journal.snapshot(C).orElseThrow().messages().get(0).text());
    }
}
