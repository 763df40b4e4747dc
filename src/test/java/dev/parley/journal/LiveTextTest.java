package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.platform.Database;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.StorageException;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Role;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Text of open answers where one process has the database for itself: committed together, folded later, never lost. */
@Timeout(120)
class LiveTextTest {

    private static final String C = "c1";
    private static final String M = "m1";
    private static final String G = "g1";
    private static final Fence FENCE = Fence.first(G);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DatabaseSettings settings = TestDatabase.FILE.settings();
    private final SteppingClock clock = new SteppingClock(1_795_219_200_000L);
    private final List<TestJournal> opened = new ArrayList<>();
    private final TestJournal node = another();

    LiveTextTest() {
        node.open(C, M, G);
    }

    @AfterEach
    void close() {
        opened.forEach(TestJournal::close);
    }

    /** A process that has started after the one before was killed: its predecessor is told nothing. */
    private TestJournal another() {
        TestJournal another = new TestJournal(settings, JournalSettings.DEFAULT, Ticker.systemTicker(), clock);
        opened.add(another);
        return another;
    }

    private TestJournal on(Database database) {
        database.open();
        TestJournal journal = new TestJournal(database);
        opened.add(journal);
        return journal;
    }

    private static Event.Delta delta(int offset, String text) {
        return new Event.Delta(M, offset, text);
    }

    private static Event.GenerationEnded end() {
        return new Event.GenerationEnded(G, M, MessageState.STOPPED, null, null, null);
    }

    private static String text(TestJournal at, String conversation) {
        return at.journal()
                .current(conversation)
                .orElseThrow()
                .messages()
                .get(0)
                .text();
    }

    /** Rows of events. */
    private static long rows(TestJournal at) {
        return at.database().transaction(connection -> {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM event")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Pieces of text in the files beside the database. */
    private static long pieces(TestJournal at) {
        return LiveFile.readAll(files(at)).values().stream()
                .mapToLong(List::size)
                .sum();
    }

    private static Path base(TestJournal at) {
        return Objects.requireNonNull(at.database().file());
    }

    private static List<Path> files(TestJournal at) {
        return LiveFile.left(base(at)).stream().map(LiveFile.Left::path).toList();
    }

    private static List<Event.Recorded> stored(TestJournal at, String conversation, long after) {
        return at.database().transaction(connection -> EventRows.after(connection, conversation, after));
    }

    /** The writer folds after it has told that text is committed. */
    private void awaitFolded(String conversation, long last) {
        await().atMost(PATIENCE).untilAsserted(() -> assertDense(stored(node, conversation, 0), last));
    }

    private static void assertDense(List<Event.Recorded> events, long last) {
        assertThat(events)
                .extracting(Event.Recorded::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, last).boxed().toList());
    }

    @Test
    void textWaitsUntilSomebodyReadsTheTables() {
        node.append(C, FENCE, delta(0, "Hel"));
        node.append(C, FENCE, delta(3, "lo"));
        assertThat(rows(node)).isEqualTo(2);
        assertThat(pieces(node)).isEqualTo(2);

        assertThat(text(node, C)).isEqualTo("Hello");
        assertThat(rows(node)).isEqualTo(3);
        assertThat(pieces(node)).isZero();
        assertDense(stored(node, C, 0), 4);
    }

    @Test
    void textDoesNotWaitForLong() {
        node.open("c2", "m2", "g2");
        node.append(C, FENCE, delta(0, "a"));
        clock.forward(LiveText.FOLD_MILLIS);
        node.append("c2", Fence.first("g2"), new Event.Delta("m2", 0, "b"));
        awaitFolded(C, 3);
        // That of the other conversation has only just come.
        assertDense(stored(node, "c2", 0), 2);
    }

    @Test
    void textThatIsSoonDueIsFoldedWithWhatIs() {
        node.open("c2", "m2", "g2");
        node.append(C, FENCE, delta(0, "a"));
        clock.forward(LiveText.FOLD_MILLIS / 2);
        node.append("c2", Fence.first("g2"), new Event.Delta("m2", 0, "b"));
        clock.forward(LiveText.FOLD_MILLIS / 2);
        node.append("c2", Fence.first("g2"), new Event.Delta("m2", 1, "c"));
        awaitFolded(C, 3);
        awaitFolded("c2", 4);
        await().atMost(PATIENCE).until(() -> pieces(node) == 0);
    }

    @Test
    void muchTextDoesNotWait() {
        String much = "x".repeat(LiveText.FOLD_CHARS);
        node.append(C, FENCE, delta(0, much));
        awaitFolded(C, 3);
        node.append(C, FENCE, delta(much.length(), "y"));
        assertThat(text(node, C)).isEqualTo(much + "y");
    }

    @Test
    void aKilledProcessLosesNothing() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            String piece = "租约 " + i + " 🙂";
            node.append(C, FENCE, delta(expected.length(), piece));
            expected.append(piece);
            if (i == 20) {
                clock.forward(LiveText.FOLD_MILLIS);
            }
        }
        node.append(C, FENCE, new Event.ReasoningDelta(M, 0, "Hm"));
        List<Event.Recorded> before = node.events(C);

        TestJournal restarted = another();
        assertThat(text(restarted, C)).isEqualTo(expected.toString());
        assertDense(stored(restarted, C, 0), 2 + 51);
        assertThat(restarted.events(C)).isEqualTo(before);
        assertThat(files(restarted)).isEmpty();
    }

    @Test
    void textThatIsPartlyFoldedIsFoldedOnce() {
        node.open("c2", "m2", "g2");
        CompletableFuture<Long> one = node.journal().append(C, List.of(delta(0, "a")), FENCE);
        CompletableFuture<Long> other =
                node.journal().append("c2", List.of(new Event.Delta("m2", 0, "b")), Fence.first("g2"));
        one.join();
        other.join();
        // Folds the first conversation only.
        assertThat(text(node, C)).isEqualTo("a");
        assertThat(pieces(node)).isPositive();

        TestJournal restarted = another();
        assertThat(text(restarted, C)).isEqualTo("a");
        assertThat(text(restarted, "c2")).isEqualTo("b");
        assertDense(stored(restarted, C, 0), 3);
        assertDense(stored(restarted, "c2", 0), 3);
    }

    @Test
    void anOrderlyEndLeavesNothingBehind() {
        node.append(C, FENCE, delta(0, "a"));
        node.journal().close();
        assertThat(files(node)).isEmpty();
        assertDense(stored(node, C, 0), 3);
    }

    @Test
    void textWaitsForADiskThatCannotTakeIt() throws IOException {
        // What is there is no file that could be written to.
        Path first = LiveFile.segment(base(node), node.node(), 1);
        Files.createDirectory(first);
        node.append(C, FENCE, delta(0, "a"));
        node.append(C, FENCE, delta(1, "b"));
        Files.delete(first);
        assertThat(pieces(node)).isEqualTo(2);
        assertThat(text(another(), C)).isEqualTo("ab");
    }

    @Test
    void aDatabaseThatWasCopiedBeforeDoesNotGetLaterText(@TempDir Path copies) throws IOException {
        node.append(C, FENCE, delta(0, "a"));
        node.close();
        Path database = base(node).resolveSibling("parley.mv.db");
        Path copy = Files.copy(database, copies.resolve("copy"));
        TestJournal later = another();
        // The first piece goes through the tables: the process has to learn that the answer is open.
        later.append(C, FENCE, delta(1, "la"));
        later.append(C, FENCE, delta(3, "ter"));
        List<Path> files = files(later);
        assertThat(files).hasSize(1);
        Path text = Files.copy(files.get(0), copies.resolve("text"));
        later.close();
        Files.copy(text, files.get(0));
        Files.copy(copy, database, StandardCopyOption.REPLACE_EXISTING);

        TestJournal restored = another();
        assertThat(text(restored, C)).isEqualTo("a");
        assertThat(files(restored)).isEmpty();
        assertThat(unused(database)).hasSize(1);
    }

    private static List<Path> unused(Path beside) throws IOException {
        try (Stream<Path> files = Files.list(beside.toAbsolutePath().getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith("parley.unused-"))
                    .toList();
        }
    }

    @Test
    void textBehindDamageIsNotUsed() throws IOException {
        String epoch = node.journal().epoch(C).orElseThrow();
        node.append(C, FENCE, delta(0, "a"));
        node.append(C, FENCE, delta(1, "b"));
        node.append(C, FENCE, delta(2, "c"));
        // The end of the file is lost, and another one follows.
        Path segment = files(node).get(0);
        byte[] bytes = Files.readAllBytes(segment);
        int record = bytes.length / 3;
        Files.write(segment, Arrays.copyOf(bytes, record));
        Files.write(LiveFile.segment(base(node), node.node(), 2), Arrays.copyOfRange(bytes, 2 * record, bytes.length));

        TestJournal restarted = another();
        assertThat(text(restarted, C)).isEqualTo("a");
        assertDense(stored(restarted, C, 0), 3);
        // Readers have seen more than that.
        assertThat(restarted.journal().epoch(C)).isPresent().get().isNotEqualTo(epoch);
        assertThat(unused(segment)).hasSize(2);
    }

    /** The commit that folds comes through, its end does not, and the process is about to stop. */
    @Test
    void anUnknownFoldThatIsGivenUpDoublesNothing() {
        Breaking database = new Breaking(settings);
        TestJournal last = on(database);
        last.open("c2", "m2", "g2");
        Fence fence = Fence.first("g2");
        last.append("c2", fence, new Event.Delta("m2", 0, "a"));
        AtomicBoolean known = new AtomicBoolean();
        database.breaks = () -> !known.get();
        CompletableFuture<Long> titled =
                last.journal().append(Append.anyTime("c2", new Event.ConversationChanged("t", null)));
        titled.whenComplete((seq, failure) -> known.set(true));
        await().atMost(PATIENCE).until(() -> last.waiting() == 0);
        CompletableFuture<Long> late = last.journal().append("c2", List.of(new Event.Delta("m2", 1, "b")), fence);
        last.journal().close();
        assertThat(titled).isCompletedExceptionally();
        assertThat(late).isCompletedExceptionally();

        TestJournal restarted = another();
        assertThat(text(restarted, "c2")).isEqualTo("a");
        List<Event.Recorded> events = stored(restarted, "c2", 0);
        assertDense(events, events.size());
        assertOffsets(events);
    }

    @Test
    void aFoldThatIsRefusedHindersNobodyElse() {
        node.open("c2", "m2", "g2");
        node.append(C, FENCE, delta(0, "a"));
        // What nobody but a fault could do: its place is taken.
        node.database().change(connection -> connection
                .createStatement()
                .execute("INSERT INTO event (conversation_id, seq, at, type, payload)"
                        + " VALUES ('c1', 3, 0, 'conversation-changed', '{}')"));
        clock.forward(LiveText.FOLD_MILLIS);
        node.append("c2", Fence.first("g2"), new Event.Delta("m2", 0, "b"));
        node.append("c2", new Event.ConversationChanged("t", null));
        node.append("c2", Fence.first("g2"), new Event.Delta("m2", 1, "c"));
        assertThat(text(node, "c2")).isEqualTo("bc");
        assertThat(pieces(node)).isPositive();

        // Once the fault is gone, all goes on.
        node.database().change(connection -> connection
                .createStatement()
                .execute("DELETE FROM event WHERE seq = 3 AND conversation_id = 'c1'"));
        clock.forward(60_000);
        node.append("c2", Fence.first("g2"), new Event.Delta("m2", 2, "d"));
        awaitFolded(C, 3);
        assertThat(text(another(), C)).isEqualTo("a");
    }

    @Test
    void whatIsInMemoryIsReadThoughTheDatabaseCannotBeWritten() {
        Breaking database = new Breaking(settings);
        TestJournal other = on(database);
        other.open("c2", "m2", "g2");
        assertThat(text(other, "c2")).isEmpty();
        other.append("c2", Fence.first("g2"), new Event.Delta("m2", 0, "a"));
        database.breaks = () -> true;
        assertThat(text(other, "c2")).isEqualTo("a");
        database.breaks = () -> false;
    }

    /** A database whose connection breaks after the commit. */
    private static final class Breaking extends Database {
        private volatile BooleanSupplier breaks = () -> false;

        Breaking(DatabaseSettings settings) {
            super(settings);
        }

        @Override
        public <T> T durably(Work<T> work) {
            T result = super.durably(work);
            if (breaks.getAsBoolean()) {
                throw new StorageException("the connection broke during the commit", true, null);
            }
            return result;
        }
    }

    @Test
    void whatComesInOneBatchKeepsItsOrder() {
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(node.journal().append(C, List.of(delta(2 * i, "a")), FENCE));
            all.add(node.journal().append(Append.anyTime(C, new Event.ConversationChanged("t" + i, null))));
            all.add(node.journal().append(C, List.of(delta(2 * i + 1, "b")), FENCE));
        }
        all.add(node.journal().append(C, List.of(end()), FENCE));
        all.forEach(CompletableFuture::join);
        assertThat(text(node, C)).isEqualTo("ab".repeat(10));
        assertThat(text(another(), C)).isEqualTo("ab".repeat(10));
        List<Event.Recorded> events = stored(node, C, 0);
        assertDense(events, events.size());
    }

    @Test
    void anOldFenceIsRefused() {
        node.append(C, FENCE, delta(0, "a"));
        node.append(Append.takingOver(C, FENCE, 3, List.of(new Event.GenerationContinued(G, M, 2))));
        assertThatThrownBy(() -> node.append(C, FENCE, delta(1, "late"))).hasCauseInstanceOf(StaleFenceException.class);
        node.append(C, FENCE.next(), delta(1, "b"));
        node.append(C, FENCE.next(), end());
        assertThatThrownBy(() -> node.append(C, FENCE.next(), delta(2, "late")))
                .hasCauseInstanceOf(StaleFenceException.class);
        assertThat(text(another(), C)).isEqualTo("ab");
    }

    @Test
    void textOfAConversationThatIsGoneIsDropped() {
        node.append(C, FENCE, delta(0, "a"));
        node.database().change(connection -> connection.createStatement().execute("DELETE FROM conversation"));
        node.open("c2", "m2", "g2");
        clock.forward(LiveText.FOLD_MILLIS);
        node.append("c2", Fence.first("g2"), new Event.Delta("m2", 0, "b"));
        assertThatThrownBy(() -> node.append(C, FENCE, delta(1, "b"))).hasCauseInstanceOf(NoSuchJournalException.class);
        assertThat(node.journal().current(C)).isEmpty();
        assertThat(text(node, "c2")).isEqualTo("b");
        assertThat(another().journal().current(C)).isEmpty();
    }

    @Test
    void readersFollowWithoutAGapWhileTextIsFolded() {
        Subscription subscription = new Subscription(node.journal(), C, null, 1_000, () -> {});
        await().atMost(PATIENCE).until(subscription::next, Subscription.Step.Reset.class::isInstance);
        long seen = 2;
        for (int i = 0; i < 200; i++) {
            node.append(C, FENCE, delta(i, "x"));
            if (i % 7 == 0) {
                node.append(Append.folding(C));
            }
            if (i % 11 == 0) {
                clock.forward(LiveText.FOLD_MILLIS);
            }
            if (subscription.next() instanceof Subscription.Step.Events events) {
                assertThat(events.from()).isEqualTo(seen + 1);
                seen = events.to();
            }
        }
        subscription.close();
        assertThat(seen).isEqualTo(202);
    }

    @Test
    void manyAnswersAtOnceAreWholeBeforeAndAfterARestart() throws Exception {
        int conversations = 24;
        int pieces = 150;
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<String>> written = new ArrayList<>();
        for (int i = 0; i < conversations; i++) {
            int number = i;
            written.add(pool.submit(() -> write("many" + number, pieces, new Random(number))));
        }
        List<String> texts = new ArrayList<>();
        for (Future<String> one : written) {
            texts.add(one.get(60, TimeUnit.SECONDS));
        }
        pool.shutdown();
        // Half of them are read, and so folded, before the process dies.
        for (int i = 0; i < conversations; i += 2) {
            assertThat(text(node, "many" + i)).as("many" + i).isEqualTo(texts.get(i));
        }
        TestJournal restarted = another();
        for (int i = 0; i < conversations; i++) {
            String conversation = "many" + i;
            assertThat(text(restarted, conversation)).as(conversation).isEqualTo(texts.get(i));
            List<Event.Recorded> events = stored(restarted, conversation, 0);
            assertDense(events, events.size());
            assertOffsets(events);
        }
    }

    /** An answer in pieces, with now and then something else: a new title, a reader, a takeover, an end. */
    private String write(String conversation, int pieces, Random random) {
        String message = "m-" + conversation;
        Fence fence = Fence.first("g-" + conversation);
        node.append(Append.opening(
                conversation,
                new Append.Opening("owner", conversation),
                List.of(
                        new Event.MessageCreated(message, null, Role.ASSISTANT, "", null, "x"),
                        new Event.GenerationStarted(fence.generationId(), message, "x", "t")),
                "{}"));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            String piece = "w" + i + ' ';
            CompletableFuture<Long> committed =
                    node.journal().append(conversation, List.of(new Event.Delta(message, text.length(), piece)), fence);
            text.append(piece);
            switch (random.nextInt(12)) {
                case 0 -> node.append(conversation, new Event.ConversationChanged("t" + i, null));
                case 1 -> {
                    committed.join();
                    assertThat(text(node, conversation)).isEqualTo(text.toString());
                }
                case 2 -> {
                    node.append(new Append(
                            conversation,
                            List.of(new Event.GenerationContinued(fence.generationId(), message, 2)),
                            null,
                            null,
                            new Append.Claim(fence.generationId(), fence.number()),
                            null,
                            "",
                            0,
                            Note.NONE));
                    fence = fence.next();
                }
                case 3, 4, 5 -> committed.join();
                default -> {
                    // On with it: the next batch takes several.
                }
            }
        }
        if (random.nextBoolean()) {
            node.append(
                    conversation,
                    fence,
                    new Event.GenerationEnded(fence.generationId(), message, MessageState.COMPLETE, null, null, null));
        }
        return text.toString();
    }

    private static void assertOffsets(List<Event.Recorded> events) {
        int length = 0;
        for (Event.Recorded recorded : events) {
            if (recorded.event() instanceof Event.Delta delta) {
                assertThat(delta.offset()).isEqualTo(length);
                length += delta.text().length();
            }
        }
    }
}
