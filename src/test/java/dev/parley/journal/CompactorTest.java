package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.journal.Subscription.Step;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.EventType;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Role;
import dev.parley.protocol.Snapshot;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What compaction takes away, and that no reader can tell but by the word reset. */
@Timeout(60)
class CompactorTest {

    private static final String C = "c1";
    private static final Fence FENCE = Fence.first("g1");
    private static final Duration KEEP = Duration.ofMinutes(10);

    private TestJournal conversation(TestDatabase kind) {
        TestJournal node = new TestJournal(kind.settings(), TestJournal.withTail(1_000));
        node.open(C, "m1", "g1");
        node.append(C, FENCE, new Event.ReasoningDelta("m1", 0, "Hm."));
        for (int i = 0; i < 10; i++) {
            node.append(C, FENCE, new Event.Delta("m1", i, Integer.toString(i)));
        }
        return node;
    }

    private static void compact(TestJournal node, Duration later) {
        Clock clock = Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
        new Compactor(node.database(), KEEP, clock).run();
    }

    private static List<Event.Recorded> stored(TestJournal node) {
        // In a file, text of an open answer goes among the events when somebody reads it.
        node.journal().current(C);
        return node.database().transaction(connection -> EventRows.after(connection, C, 0));
    }

    private static void end(TestJournal node) {
        node.append(C, FENCE, new Event.GenerationEnded("g1", "m1", MessageState.COMPLETE, null, null, null));
    }

    private static Step first(TestJournal node, Cursor cursor) {
        Subscription subscription = new Subscription(node.journal(), C, cursor, 1_000, () -> {});
        try {
            return await().atMost(20, TimeUnit.SECONDS).until(subscription::next, Objects::nonNull);
        } finally {
            subscription.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBeingWrittenIsLeftAlone(TestDatabase kind) {
        try (TestJournal node = conversation(kind)) {
            compact(node, Duration.ofDays(1));
            assertThat(stored(node)).hasSize(13);
            node.append(C, FENCE, new Event.Delta("m1", 10, "!"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndedAnswerIsJoinedAtOnceAndItsPiecesGoLater(TestDatabase kind) {
        try (TestJournal node = conversation(kind)) {
            end(node);
            Snapshot before = node.journal().current(C).orElseThrow();
            Cursor inTheMiddle = new Cursor(node.journal().epoch(C).orElseThrow(), 5);

            compact(node, Duration.ZERO);
            assertThat(stored(node)).hasSize(14);
            try (TestJournal restarted = new TestJournal(node.settings())) {
                assertThat(restarted.journal().current(C)).contains(before);
                assertThat(first(restarted, inTheMiddle)).isInstanceOf(Step.Recovered.class);
            }

            compact(node, KEEP.plusMinutes(1));
            assertThat(stored(node))
                    .extracting(recorded -> recorded.event().type())
                    .containsExactly(
                            EventType.MESSAGE_CREATED, EventType.GENERATION_STARTED, EventType.GENERATION_ENDED);
            try (TestJournal restarted = new TestJournal(node.settings())) {
                assertThat(restarted.journal().current(C)).contains(before);
                assertThat(first(restarted, inTheMiddle)).isInstanceOfSatisfying(Step.Reset.class, reset -> {
                    assertThat(reset.snapshot()).isEqualTo(before);
                });
                Cursor atTheEnd = new Cursor(inTheMiddle.epoch(), before.seq());
                assertThat(first(restarted, atTheEnd)).isInstanceOf(Step.Recovered.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsContinuedAfterCompactionGoesOnWhereItWas(TestDatabase kind) {
        try (TestJournal node = conversation(kind)) {
            end(node);
            compact(node, Duration.ZERO);
            compact(node, KEEP.plusMinutes(1));
            node.append(Append.at(C, 14, List.of(new Event.GenerationStarted("g2", "m1", "x", "t2")), "{}"));
            node.append(C, Fence.first("g2"), new Event.Delta("m1", 10, "!"));
            Snapshot before = node.journal().current(C).orElseThrow();
            try (TestJournal restarted = new TestJournal(node.settings())) {
                Snapshot now = restarted.journal().current(C).orElseThrow();
                assertThat(now).isEqualTo(before);
                assertThat(now.messages().get(0).text()).isEqualTo("0123456789!");
                assertThat(now.messages().get(0).state()).isEqualTo(MessageState.STREAMING);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileAnAnswerIsWrittenTheOthersPiecesStay(TestDatabase kind) {
        try (TestJournal node = conversation(kind)) {
            end(node);
            node.append(Append.at(
                    C,
                    14,
                    List.of(
                            new Event.MessageCreated("m2", "m1", Role.ASSISTANT, "", null, "x"),
                            new Event.GenerationStarted("g2", "m2", "x", "t2")),
                    "{}"));
            node.append(C, Fence.first("g2"), new Event.Delta("m2", 0, "a"));
            compact(node, Duration.ZERO);
            compact(node, KEEP.plusMinutes(1));
            assertThat(stored(node)).hasSize(17);
        }
    }
}
