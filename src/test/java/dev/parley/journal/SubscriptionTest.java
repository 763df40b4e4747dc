package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.journal.Subscription.Step;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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

    private final TestJournal node = new TestJournal(TestDatabase.H2.settings(), TestJournal.withTail(TAIL));
    private final Journal journal = node.journal();
    private final Fence fence = Fence.first("g1");
    private int length;

    /** Two events: the message, and the start of its generation. */
    @BeforeEach
    void open() {
        node.open(C, "m1", "g1");
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void append(Event event) {
        node.append(C, fence, event);
    }

    private synchronized void say(String text) {
        append(new Event.Delta("m1", length, text));
        length += text.length();
    }

    private Subscription follow(@Nullable Cursor cursor) {
        return new Subscription(journal, C, cursor, 1_000_000, () -> {});
    }

    /** What comes first, which may have to be read from the database. */
    private static Step first(Subscription subscription) {
        return await().atMost(20, TimeUnit.SECONDS).until(subscription::next, Objects::nonNull);
    }

    private String epoch() {
        return journal.epoch(C).orElseThrow();
    }

    @Test
    void withoutACursorItBeginsWithASnapshot() {
        say("hello");
        Subscription subscription = follow(null);
        assertThat(first(subscription)).isInstanceOfSatisfying(Step.Reset.class, reset -> {
            assertThat(reset.snapshot().seq()).isEqualTo(3);
            assertThat(reset.snapshot().messages().get(0).text()).isEqualTo("hello");
        });
        assertThat(subscription.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 5, 10, 14, 29, 30, 31})
    void everyCursorIsRecoveredOrReset(long after) {
        for (int i = 0; i < 28; i++) {
            say(Integer.toString(i % 10));
        }
        Subscription subscription = follow(new Cursor(epoch(), after));
        Step first = first(subscription);
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
        assertThat(first(follow(new Cursor("another", 1)))).isInstanceOf(Step.Reset.class);
    }

    @Test
    void aReaderThatFellTooFarBehindIsReset() {
        Subscription subscription = follow(new Cursor(epoch(), 1));
        assertThat(first(subscription)).isInstanceOf(Step.Recovered.class);
        for (int i = 0; i < TAIL + 5; i++) {
            say("x");
        }
        assertThat(subscription.next()).isInstanceOfSatisfying(Step.Reset.class, reset -> assertThat(
                        reset.snapshot().messages().get(0).text())
                .hasSize(TAIL + 5));
        say("y");
        assertThat(subscription.next()).isInstanceOf(Step.Events.class);
        assertThat(measured("parley.gaps", "found_by", "reader")).isEqualTo(1);
    }

    @Test
    void comingBackIsMeasuredAndBeginningIsNot() {
        try (Subscription begun = follow(null);
                Subscription whole = follow(new Cursor(epoch(), 0));
                Subscription back = follow(new Cursor(epoch(), 1));
                Subscription elsewhere = follow(new Cursor("another", 1))) {
            List.of(begun, whole, back, elsewhere).forEach(SubscriptionTest::first);
            assertThat(measured("parley.subscriptions")).isEqualTo(4);
        }

        assertThat(measured("parley.subscriptions")).isZero();
        assertThat(measured("parley.resumes", "outcome", "recovered")).isEqualTo(1);
        assertThat(measured("parley.resumes", "outcome", "reset")).isEqualTo(1);
        assertThat(node.registry().get("parley.resume.duration").timer().count())
                .isEqualTo(2);
    }

    private double measured(String name, String... tags) {
        return node.registry()
                .get(name)
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    @Test
    void aConversationThatDoesNotExistIsToldOnce() {
        Subscription subscription = new Subscription(journal, "nowhere", null, 1_000, () -> {});
        assertThat(first(subscription)).isInstanceOf(Step.Gone.class);
        assertThat(subscription.next()).isNull();
    }

    @Test
    void aCursorSurvivesARestart() {
        for (int i = 0; i < 10; i++) {
            say("x");
        }
        Cursor cursor = new Cursor(epoch(), 5);
        TestJournal restarted = new TestJournal(node.settings(), TestJournal.withTail(TAIL));
        try {
            Subscription subscription = new Subscription(restarted.journal(), C, cursor, 1_000, () -> {});
            assertThat(first(subscription)).isEqualTo(new Step.Recovered(cursor.epoch(), 5));
            assertThat(subscription.next()).isInstanceOfSatisfying(Step.Events.class, events -> {
                assertThat(events.from()).isEqualTo(6);
                assertThat(events.to()).isEqualTo(12);
            });
        } finally {
            restarted.close();
        }
    }

    /** No window between replay and live: events are written between every two steps of the reader. */
    @Test
    void eventsThatComeBetweenReplayAndLiveAreReadOnce() {
        say("a");
        Subscription subscription = new Subscription(journal, C, new Cursor(epoch(), 2), 1, () -> {});
        say("b");
        assertThat(first(subscription)).isInstanceOf(Step.Recovered.class);
        say("c");
        StringBuilder text = new StringBuilder();
        long at = 2;
        for (int i = 0; i < 12; i++) {
            Step step = subscription.next();
            if (!(step instanceof Step.Events events)) {
                throw new AssertionError("no events but " + step);
            }
            assertThat(events.from()).isEqualTo(at + 1);
            at = events.to();
            events.events().forEach(recorded -> text.append(((Event.Text) recorded.event()).text()));
            if (i < 9) {
                say(Integer.toString(i));
            }
        }
        assertThat(subscription.next()).isNull();
        assertThat(text).hasToString("abc012345678");
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
                .isEqualTo(journal.current(C).orElseThrow().messages().get(0).text());
    }
}
