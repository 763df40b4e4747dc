package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.DatabaseSettings;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Rating;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.Timings;
import dev.parley.protocol.Usage;
import dev.parley.protocol.WellFormed;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the journal promises, on each database, with two nodes on the shared one. */
@Timeout(120)
class JournalTest {

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

    @Nested
    class OnPostgresWithoutDoorbell extends Promises {
        OnPostgresWithoutDoorbell() {
            super(TestDatabase.POSTGRES, TestJournal.withoutDoorbell());
        }
    }

    abstract static class Promises {

        private static final String C = "c1";
        private static final String M = "m1";
        private static final String G = "g1";
        private static final Fence FENCE = Fence.first(G);

        private final DatabaseSettings settings;
        private final JournalSettings journal;
        private final List<TestJournal> opened = new ArrayList<>();
        private TestJournal node;

        Promises(TestDatabase kind) {
            this(kind, JournalSettings.DEFAULT);
        }

        Promises(TestDatabase kind, JournalSettings journal) {
            settings = kind.settings();
            this.journal = journal;
        }

        @BeforeEach
        void open() {
            node = another();
            node.open(C, M, G);
        }

        @AfterEach
        void close() {
            opened.forEach(TestJournal::close);
        }

        private TestJournal another() {
            TestJournal another = new TestJournal(settings, journal);
            opened.add(another);
            return another;
        }

        private static Event.Delta delta(int offset, String text) {
            return new Event.Delta(M, offset, text);
        }

        private static Event.GenerationEnded end(MessageState state) {
            return new Event.GenerationEnded(G, M, state, null, null, null);
        }

        private MessageView message(TestJournal at) {
            return at.journal().current(C).orElseThrow().messages().get(0);
        }

        private List<Event.Recorded> stored() {
            return node.database().transaction(connection -> EventRows.after(connection, C, 0));
        }

        @Test
        void numbersAreDenseUnderConcurrentWritersOnTwoNodes() throws Exception {
            TestJournal other = another();
            int writers = 8;
            int each = 100;
            ExecutorService pool = Executors.newFixedThreadPool(writers);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                TestJournal at = i % 2 == 0 ? node : other;
                done.add(pool.submit(() -> {
                    for (int n = 0; n < each; n++) {
                        at.append(C, new Event.ConversationChanged("t", null));
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get(60, TimeUnit.SECONDS);
            }
            pool.shutdown();

            assertThat(stored())
                    .extracting(Event.Recorded::seq)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, 2 + writers * each)
                            .boxed()
                            .toList());
            assertThat(other.journal().current(C).orElseThrow().seq()).isEqualTo(2L + writers * each);
            assertThat(node.journal().current(C).orElseThrow().seq()).isEqualTo(2L + writers * each);
        }

        @Test
        void deltasJoinedInOrderAreTheMessagesText() {
            node.append(C, FENCE, delta(0, "A "), delta(2, "租约 "), delta(5, "🙂"), delta(7, "!"));
            node.append(C, FENCE, new Event.ReasoningDelta(M, 0, "Hm"));
            assertThat(message(node).text()).isEqualTo("A 租约 🙂!");
            assertThat(message(another()).text()).isEqualTo("A 租约 🙂!");
            assertThat(message(another()).reasoning()).isEqualTo("Hm");
        }

        @Test
        void whatIsCommittedIsThereAfterARestart() {
            node.append(C, FENCE, delta(0, "Hello"));
            Usage usage = new Usage(1, 2, 3, 6);
            ErrorInfo error = new ErrorInfo(ErrorCode.CONTENT_BLOCKED, Duration.ofSeconds(3), "t9");
            node.append(
                    C,
                    FENCE,
                    new Event.GenerationEnded(
                            G, M, MessageState.INTERRUPTED, FinishReason.CONTENT_FILTER, usage, error));
            node.append(C, new Event.ConversationChanged("A title", "y"));
            node.append(
                    C,
                    new Event.MessageCreated("m2", M, Role.ASSISTANT, "", null, "x"),
                    new Event.GenerationStarted("g2", "m2", "x", "t2"));
            node.append(C, new Event.GenerationFallback("g2", "m2", "x", "y", ErrorCode.CIRCUIT_OPEN));
            MessageView before = message(node);
            assertThat(before.usage()).isEqualTo(usage);
            assertThat(before.error()).isEqualTo(error);

            TestJournal restarted = another();
            assertThat(message(restarted)).isEqualTo(before);
            assertThat(restarted.journal().current(C).orElseThrow())
                    .isEqualTo(node.journal().current(C).orElseThrow());
            assertThat(restarted
                            .journal()
                            .current(C)
                            .orElseThrow()
                            .conversation()
                            .title())
                    .isEqualTo("A title");
            assertThat(restarted.journal().epoch(C)).isEqualTo(node.journal().epoch(C));
        }

        @Test
        void everyKindOfEventComesBackAsItWas() {
            List<Event> events = List.of(
                    new Event.MessageCreated("u1", M, Role.USER, "问 \"?\"\n", "client-1", null),
                    new Event.MessageCreated("m2", "u1", Role.ASSISTANT, "", null, "x"),
                    new Event.GenerationStarted("g2", "m2", "x", "t2"),
                    new Event.GenerationRetrying("g2", "m2", 2, 3, Duration.ofMillis(1_234), ErrorCode.RATE_LIMITED),
                    new Event.GenerationContinued("g2", "m2", 2),
                    new Event.GenerationFallback("g2", "m2", "x", "y", ErrorCode.CIRCUIT_OPEN),
                    new Event.ReasoningDelta("m2", 0, "Hm"),
                    new Event.Delta("m2", 0, "He\tllo"),
                    new Event.MessageRestarted("m2"),
                    new Event.ConversationChanged("t", null),
                    new Event.ConversationChanged(
                            null,
                            null,
                            true,
                            false,
                            new ConversationOptions(new SendOptions(false, 0.5, 1.0, 7), "Be \"brief\"."),
                            true),
                    new Event.MessageChanged("m2", Rating.DOWN),
                    new Event.MessageChanged("m2", null),
                    new Event.GenerationEnded(
                            "g2",
                            "m2",
                            MessageState.FAILED,
                            FinishReason.LENGTH,
                            new Usage(1, 2, 3, 4),
                            new ErrorInfo(ErrorCode.INTERNAL, null, "t3")));
            for (Event event : events) {
                node.append(C, event);
            }
            node.append(C, new Event.ConversationDeleted());
            node.append(C, new Event.ConversationRestored());
            assertThat(stored().subList(2, stored().size()))
                    .extracting(Event.Recorded::event)
                    .extracting(event ->
                            event instanceof Event.GenerationEnded ended ? ended.withTimings(Timings.NONE) : event)
                    .isEqualTo(Stream.concat(
                                    events.stream(),
                                    Stream.of(new Event.ConversationDeleted(), new Event.ConversationRestored()))
                            .toList());
        }

        @Test
        void anyWellFormedTextIsKeptAsItIs() {
            StringBuilder all = new StringBuilder();
            for (char c = 1; c < Character.MIN_SURROGATE; c += 7) {
                all.append(c);
            }
            String text = WellFormed.text(all + "\u0001\u001F\u007F\uFFFE\uFFFF 🙂 \\ ' \" \r\n");
            node.append(C, FENCE, delta(0, text), new Event.ReasoningDelta(M, 0, text));
            assertThat(message(another()).text()).isEqualTo(text);
            assertThat(message(another()).reasoning()).isEqualTo(text);
        }

        @Test
        void anOldFenceIsRefusedByTheDatabase() {
            node.append(C, FENCE, delta(0, "a"));
            node.append(Append.takingOver(C, FENCE, 3, List.of(new Event.GenerationContinued(G, M, 2))));

            assertThatThrownBy(() -> node.append(C, FENCE, delta(1, "late")))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StaleFenceException.class);
            node.append(C, FENCE.next(), delta(1, "b"));
            assertThat(message(node).text()).isEqualTo("ab");
        }

        /** The check under the lock is left out here: the statement that inserts must refuse by itself. */
        @Test
        void theInsertingStatementItselfChecksTheFence() {
            int inserted = node.database().transaction(connection -> {
                try (var insert = connection.prepareStatement(EventRows.INSERT_FENCED)) {
                    EventRows.add(insert, C, new Event.Recorded(3, 0, delta(0, "x")), new Fence(G, 7));
                    return insert.executeBatch()[0];
                }
            });
            assertThat(inserted).isZero();
            assertThat(stored()).hasSize(2);
        }

        @Test
        void aGenerationThatHasEndedWritesNoMore() {
            node.append(C, FENCE, end(MessageState.STOPPED));
            assertThatThrownBy(() -> node.append(C, FENCE, delta(0, "late")))
                    .hasCauseInstanceOf(StaleFenceException.class);
            assertThatThrownBy(() -> node.append(C, FENCE, end(MessageState.COMPLETE)))
                    .hasCauseInstanceOf(StaleFenceException.class);
            assertThat(message(another()).state()).isEqualTo(MessageState.STOPPED);
        }

        @Test
        void anEndAndWhatComesAfterItInOneBatchDoNotMix() {
            List<CompletableFuture<Long>> all = new ArrayList<>();
            all.add(node.journal().append(C, List.of(delta(0, "a")), FENCE));
            all.add(node.journal().append(C, List.of(end(MessageState.STOPPED)), FENCE));
            all.add(node.journal().append(C, List.of(delta(1, "late")), FENCE));
            assertThat(all.get(1).join()).isEqualTo(4);
            assertThatThrownBy(() -> all.get(2).join()).hasCauseInstanceOf(StaleFenceException.class);
            assertThat(message(node).text()).isEqualTo("a");
        }

        @Test
        void anotherNodeEndsAGenerationAndItsOwnerCannotWrite() {
            TestJournal other = another();
            node.append(C, FENCE, delta(0, "a"));
            other.append(Append.ending(C, end(MessageState.STOPPED)));

            assertThatThrownBy(() -> node.append(C, FENCE, delta(1, "late")))
                    .hasCauseInstanceOf(StaleFenceException.class);
            assertThatThrownBy(() -> other.append(Append.ending(C, end(MessageState.STOPPED))))
                    .isInstanceOf(StaleFenceException.class);
            assertThat(message(node).state()).isEqualTo(MessageState.STOPPED);
        }

        @Test
        void aGenerationOfALivingNodeIsNotTakenOver() {
            TestJournal other = another();
            node.database().change(connection -> connection
                    .createStatement()
                    .execute("INSERT INTO node VALUES ('" + node.node() + "', 0, 9999999999999)"));
            assertThatThrownBy(() -> other.append(
                            Append.takingOver(C, FENCE, 2, List.of(new Event.GenerationContinued(G, M, 2)))))
                    .isInstanceOf(StaleFenceException.class);
            node.append(C, FENCE, delta(0, "still here"));
        }

        @Test
        void whatIsDecidedOnAnOldStateIsNotWritten() {
            long seq = node.journal().current(C).orElseThrow().seq();
            node.append(C, new Event.ConversationChanged("first", null));
            assertThatThrownBy(() -> node.append(
                            Append.at(C, seq, List.of(new Event.ConversationChanged("second", null)), "{}")))
                    .isInstanceOf(ConflictException.class);
            assertThat(stored()).hasSize(3);
        }

        @Test
        void aConversationIsOpenedOnce() {
            assertThatThrownBy(() -> node.append(Append.opening(
                            "c2",
                            new Append.Opening("owner", "opens-" + C),
                            List.of(new Event.ConversationChanged("t", null)),
                            "{}")))
                    .isInstanceOf(ConflictException.class);
            assertThat(node.journal().current("c2")).isEmpty();
        }

        @Test
        void whatBelongsToNoConversationIsRefused() {
            assertThatThrownBy(() -> node.append("nowhere", new Event.ConversationChanged("t", null)))
                    .isInstanceOf(NoSuchJournalException.class);
            assertThat(node.journal().current("nowhere")).isEmpty();
        }

        @Test
        void oneBadAppendDoesNotSpoilItsBatch() {
            List<CompletableFuture<Long>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(node.journal().append(C, List.of(delta(i, "x")), FENCE));
            }
            // This message exists.
            CompletableFuture<Long> bad = node.journal()
                    .append(Append.opening(
                            "c3",
                            new Append.Opening("owner", "another"),
                            List.of(new Event.MessageCreated(M, null, Role.USER, "", null, null)),
                            "{}"));
            for (int i = 20; i < 40; i++) {
                all.add(node.journal().append(C, List.of(delta(i, "x")), FENCE));
            }
            all.forEach(CompletableFuture::join);
            assertThatThrownBy(bad::join).hasCauseInstanceOf(ConflictException.class);
            assertThat(message(node).text()).isEqualTo("x".repeat(40));
            assertThat(message(another()).text()).isEqualTo("x".repeat(40));
            assertThat(node.journal().current("c3")).isEmpty();
        }

        @Test
        void adjacentDeltasOfABusyJournalAreMerged() {
            CompletableFuture<Long> last = new CompletableFuture<>();
            for (int i = 0; i < 5_000; i++) {
                last = node.journal().append(C, List.of(delta(i, "x")), FENCE);
            }
            last.join();
            assertThat(message(another()).text()).isEqualTo("x".repeat(5_000));
            assertThat(stored()).hasSizeLessThan(4_000);
        }

        @Test
        void aNodeSeesWhatAnotherWrites() {
            TestJournal other = another();
            Follow follow = new Follow(other.journal(), C);
            node.append(C, FENCE, delta(0, "Hel"));
            await().atMost(Duration.ofSeconds(10)).until(() -> sharedOrSame("Hel", follow));
            node.append(C, FENCE, delta(3, "lo"));
            await().atMost(Duration.ofSeconds(10)).until(() -> sharedOrSame("Hello", follow));
        }

        /** An embedded database has one node only: there another journal is one after a restart. */
        private boolean sharedOrSame(String text, Follow follow) {
            return node.database().isShared()
                    ? follow.text().equals(text)
                    : message(opened.get(1)).text().equals(text);
        }

        /** A subscription that is read when it rings. */
        private static final class Follow {
            private final StringBuilder text = new StringBuilder();
            private final Subscription subscription;

            Follow(Journal journal, String conversation) {
                subscription = new Subscription(journal, conversation, null, 1_000, () -> {});
            }

            synchronized String text() {
                for (Subscription.Step step = subscription.next(); step != null; step = subscription.next()) {
                    if (step instanceof Subscription.Step.Reset reset) {
                        text.setLength(0);
                        text.append(reset.snapshot().messages().get(0).text());
                    } else if (step instanceof Subscription.Step.Events events) {
                        for (Event.Recorded recorded : events.events()) {
                            if (recorded.event() instanceof Event.Delta delta) {
                                assertThat(delta.offset()).isEqualTo(text.length());
                                text.append(delta.text());
                            }
                        }
                    }
                }
                return text.toString();
            }
        }
    }
}
