package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.platform.DatabaseSettings;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Rating;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.Timings;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users do to conversations, and how long answers took: the same from memory, events and tables. */
@Timeout(120)
class TidyingTest {

    @Nested
    class OnH2 extends Promises {
        OnH2() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class OnPostgres extends Promises {
        OnPostgres() {
            super(TestDatabase.POSTGRES);
        }
    }

    abstract static class Promises {

        private static final String C = "c1";
        private static final String M = "m1";
        private static final String G = "g1";
        private static final Fence FENCE = Fence.first(G);
        private static final Duration PATIENCE = Duration.ofSeconds(20);

        private final DatabaseSettings settings;
        private final SteppingClock clock = new SteppingClock(1_795_219_200_000L);
        private final List<TestJournal> opened = new ArrayList<>();
        private final TestJournal node;

        Promises(TestDatabase kind) {
            settings = kind.settings();
            node = another(clock);
            node.open(C, M, G);
        }

        @AfterEach
        void close() {
            opened.forEach(TestJournal::close);
        }

        private TestJournal another(Clock clock) {
            TestJournal another = new TestJournal(settings, JournalSettings.DEFAULT, Ticker.systemTicker(), clock);
            opened.add(another);
            return another;
        }

        private static Snapshot snapshot(TestJournal at) {
            return at.journal().current(C).orElseThrow();
        }

        private static Event.GenerationEnded end(String generation) {
            return new Event.GenerationEnded(generation, M, MessageState.STOPPED, null, null, null);
        }

        private Timings told() {
            return ((Event.GenerationEnded)
                            node.events(C).get(node.events(C).size() - 1).event())
                    .timings();
        }

        private static Timings timings(long firstToken, long reasoning, long duration) {
            return new Timings(
                    Duration.ofMillis(firstToken), Duration.ofMillis(reasoning), Duration.ofMillis(duration));
        }

        @Test
        void anAnswersTimesAreThoseOfItsEvents() {
            clock.forward(500);
            node.append(C, FENCE, new Event.ReasoningDelta(M, 0, "Hm"));
            clock.forward(400);
            node.append(C, FENCE, new Event.Delta(M, 0, "A"));
            clock.forward(1_100);
            node.append(C, FENCE, new Event.Delta(M, 1, " lease"), end(G));

            assertThat(told()).isEqualTo(timings(500, 400, 2_000));
            assertThat(snapshot(node).messages().get(0).timings()).isEqualTo(told());
            assertThat(snapshot(another(clock))).isEqualTo(snapshot(node));
        }

        @Test
        void timesAreKnownAlsoWhereAllHappensInOneCommit() {
            node.append(C, FENCE, new Event.ReasoningDelta(M, 0, "Hm"), new Event.Delta(M, 0, "A"), end(G));

            assertThat(told()).isEqualTo(timings(0, 0, 0));
        }

        @Test
        void anAnswerWithoutAWordHasADurationOnly() {
            clock.forward(300);
            node.append(C, FENCE, end(G));

            assertThat(told()).isEqualTo(new Timings(null, null, Duration.ofMillis(300)));
        }

        @Test
        void aTakeoverCountsFromTheFirstStart() {
            clock.forward(500);
            node.append(C, FENCE, new Event.Delta(M, 0, "a"));
            clock.forward(4_500);
            TestJournal survivor = another(clock);
            node.append(Append.takingOver(C, FENCE, 3, List.of(new Event.GenerationContinued(G, M, 2))));
            clock.forward(1_000);
            survivor.append(C, FENCE.next(), new Event.Delta(M, 1, "b"), end(G));

            Timings expected = new Timings(Duration.ofMillis(500), null, Duration.ofMillis(6_000));
            assertThat(snapshot(survivor).messages().get(0).timings()).isEqualTo(expected);
            assertThat(snapshot(another(clock)).messages().get(0).timings()).isEqualTo(expected);
        }

        @Test
        void aContinuedAnswerKeepsItsReasoningTime() {
            node.append(C, FENCE, new Event.ReasoningDelta(M, 0, "Hm"));
            clock.forward(700);
            node.append(C, FENCE, new Event.Delta(M, 0, "a"), end(G));
            clock.forward(60_000);
            node.append(C, new Event.GenerationStarted("g2", M, "x", "t2"));
            clock.forward(50);
            node.append(C, Fence.first("g2"), new Event.Delta(M, 1, "b"), end("g2"));

            assertThat(told()).isEqualTo(new Timings(Duration.ofMillis(50), null, Duration.ofMillis(50)));
            assertThat(snapshot(node).messages().get(0).timings()).isEqualTo(timings(50, 700, 50));
            assertThat(snapshot(another(clock))).isEqualTo(snapshot(node));
        }

        @Test
        void whatIsTidiedIsThereAfterARestartAndDoesNotMakeAConversationRecent() {
            node.append(C, FENCE, end(G));
            long recent = snapshot(node).conversation().updatedAtMillis();
            clock.forward(5_000);
            ConversationOptions options = new ConversationOptions(new SendOptions(true, 0.5, 0.9, 100), "Be brief.");
            node.append(C, new Event.ConversationChanged("Leases", null, true, true, options, true));
            node.append(C, new Event.MessageChanged(M, Rating.UP));

            ConversationView view = snapshot(node).conversation();
            assertThat(view.title()).isEqualTo("Leases");
            assertThat(view.pinned()).isTrue();
            assertThat(view.archived()).isTrue();
            assertThat(view.options()).isEqualTo(options);
            assertThat(view.updatedAtMillis()).isEqualTo(recent);
            assertThat(snapshot(node).messages().get(0).rating()).isEqualTo(Rating.UP);
            assertThat(snapshot(another(clock))).isEqualTo(snapshot(node));
        }

        @Test
        void aDeletedConversationTakesNothingButItsRestoration() {
            TestJournal other = another(clock);
            node.append(C, FENCE, end(G));
            node.append(C, new Event.ConversationDeleted());

            assertThatThrownBy(() -> other.append(C, new Event.MessageCreated("u", M, Role.USER, "?", "c", null)))
                    .isInstanceOf(NoSuchJournalException.class);
            assertThatThrownBy(() -> node.append(C, new Event.ConversationDeleted()))
                    .isInstanceOf(NoSuchJournalException.class);
            other.append(C, new Event.ConversationRestored());
            assertThatThrownBy(() -> node.append(C, new Event.ConversationRestored()))
                    .isInstanceOf(NoSuchJournalException.class);
            node.append(C, new Event.ConversationChanged("again", null));
            assertThat(snapshot(other).messages()).hasSize(1);
            assertThat(snapshot(other).conversation().title()).isEqualTo("again");
        }

        @Test
        void whoFollowsLearnsOfDeletionAndRestorationAndNobodyBeginsToFollowMeanwhile() {
            node.append(C, FENCE, end(G));
            Snapshot before = snapshot(node);
            Cursor cursor = new Cursor(node.journal().epoch(C).orElseThrow(), before.seq());
            try (Subscription follower = new Subscription(node.journal(), C, cursor, 1_000, () -> {})) {
                await().atMost(PATIENCE).until(follower::next, Subscription.Step.Recovered.class::isInstance);
                node.append(C, new Event.ConversationDeleted());

                assertThat(next(follower)).containsExactly(new Event.ConversationDeleted());
                assertThat(first(cursor)).isInstanceOf(Subscription.Step.Gone.class);
                assertThat(first(null)).isInstanceOf(Subscription.Step.Gone.class);

                node.append(C, new Event.ConversationRestored());
                assertThat(next(follower)).containsExactly(new Event.ConversationRestored());
                assertThat(first(null)).isInstanceOf(Subscription.Step.Reset.class);
            }
        }

        private static List<Event> next(Subscription follower) {
            Subscription.Step step = await().atMost(PATIENCE).until(follower::next, found -> found != null);
            return ((Subscription.Step.Events) step)
                    .events().stream().map(Event.Recorded::event).toList();
        }

        private Subscription.Step first(@Nullable Cursor cursor) {
            try (Subscription late = new Subscription(another(clock).journal(), C, cursor, 1_000, () -> {})) {
                return await().atMost(PATIENCE).until(late::next, found -> found != null);
            }
        }
    }
}
