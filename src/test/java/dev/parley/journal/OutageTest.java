package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.journal.Subscription.Step;
import dev.parley.platform.Database;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.StorageException;
import dev.parley.protocol.Event;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database goes away and comes back: nothing is lost, and nothing is written twice. */
@Timeout(180)
class OutageTest {

    private static final String C = "c1";
    private static final Fence FENCE = Fence.first("g1");

    private static Event delta(int offset) {
        return new Event.Delta("m1", offset, Integer.toString(offset % 10));
    }

    private static String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(i % 10);
        }
        return digits.toString();
    }

    private static String text(TestJournal node) {
        return node.journal().current(C).orElseThrow().messages().get(0).text();
    }

    /** A database whose connection breaks after the commit, before anybody knows of it. */
    private static final class Unsure extends Database {
        private final AtomicInteger commits = new AtomicInteger();

        Unsure(DatabaseSettings settings) {
            super(settings);
        }

        @Override
        public <T> T durably(Work<T> work) {
            T result = super.durably(work);
            if (commits.incrementAndGet() % 3 == 2) {
                throw new StorageException("the connection broke during the commit", true, null);
            }
            return result;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCommitWhoseOutcomeIsUnknownIsNotRepeated(TestDatabase kind) {
        Unsure database = new Unsure(kind.settings());
        database.open();
        try (TestJournal node = new TestJournal(database)) {
            node.open(C, "m1", "g1");
            for (int i = 0; i < 20; i++) {
                node.append(C, FENCE, delta(i));
                // In a file of its own text waits for something else that is committed.
                node.append(C, new Event.ConversationChanged("title " + i, null));
            }
            assertThat(text(node)).isEqualTo(digits(20));
            assertThat(node.events(C)).last().extracting(Event.Recorded::seq).isEqualTo(42L);
            assertThat(database.commits).hasValueGreaterThan(25);
        }
    }

    @Test
    void whatIsWrittenWhileTheDatabaseIsAwayIsWrittenWhenItIsBack(@TempDir Path directory) throws Exception {
        int port = freePort();
        EmbeddedPostgres postgres = start(directory, port);
        DatabaseSettings settings =
                new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "", 10, true);
        try (TestJournal node = new TestJournal(settings)) {
            node.open(C, "m1", "g1");
            node.append(C, FENCE, delta(0));
            Subscription before = new Subscription(node.journal(), C, null, 1_000, () -> {});
            await().atMost(20, TimeUnit.SECONDS).until(before::next, Step.Reset.class::isInstance);
            postgres.close();

            List<CompletableFuture<Long>> waiting = new ArrayList<>();
            for (int i = 1; i < 50; i++) {
                waiting.add(node.journal().append(C, List.of(delta(i)), FENCE));
            }
            assertThatThrownBy(() -> node.journal()
                            .appendAndWait(
                                    Append.at(C, 1, List.of(new Event.ConversationChanged("given up", null)), "{}"),
                                    Duration.ofMillis(300)))
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> node.journal().current(C)).isInstanceOf(StorageException.class);
            Subscription during = new Subscription(node.journal(), C, null, 1_000, () -> {});
            await().atMost(30, TimeUnit.SECONDS).until(during::next, Step.Unavailable.class::isInstance);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            postgres = start(directory, port);
            for (CompletableFuture<Long> append : waiting) {
                append.get(60, TimeUnit.SECONDS);
            }
            assertThat(text(node)).isEqualTo(digits(50));
            assertThat(node.journal().current(C).orElseThrow().conversation().title())
                    .isEmpty();
            await().atMost(30, TimeUnit.SECONDS).until(during::next, Step.Reset.class::isInstance);
            await().atMost(30, TimeUnit.SECONDS).until(before::next, Step.Events.class::isInstance);
        } finally {
            postgres.close();
        }
    }

    /** A database that commits only as often as it may. */
    private static final class Slow extends Database {
        private final Semaphore may = new Semaphore(1_000);

        Slow(DatabaseSettings settings) {
            super(settings);
        }

        @Override
        public <T> T durably(Work<T> work) {
            may.acquireUninterruptibly();
            return super.durably(work);
        }
    }

    private static Append title(String title) {
        return Append.anyTime(C, new Event.ConversationChanged(title, null));
    }

    @Test
    void aDatabaseThatIsLateIsToldFromOneThatIsAway() {
        Slow database = new Slow(TestDatabase.H2.settings());
        database.open();
        try (TestJournal node = new TestJournal(database)) {
            node.open(C, "m1", "g1");
            database.may.drainPermits();
            CompletableFuture<Long> first = node.journal().append(title("first"));
            await().atMost(20, TimeUnit.SECONDS).until(database.may::hasQueuedThreads);
            assertThatThrownBy(() -> node.journal().appendAndWait(title("in vain"), Duration.ofMillis(100)))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.isLate()).isFalse());

            CompletableFuture<Long> second = CompletableFuture.supplyAsync(
                    () -> node.journal().appendAndWait(title("second"), Duration.ofSeconds(3)));
            await().atMost(20, TimeUnit.SECONDS).until(() -> node.waiting() == 2);
            database.may.release();

            assertThat(second)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.isLate()).isTrue());
            assertThat(first).isCompleted();
            database.may.release(1_000);
        }
    }

    private static EmbeddedPostgres start(Path directory, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
