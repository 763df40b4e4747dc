package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.journal.Subscription.Step;
import dev.parley.platform.DatabaseSettings;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageView;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A back-up takes the place of a database that had gone on: pages that have seen more are told so (invariant I4). */
@Timeout(120)
class EpochsTest {

    private static final String C = "c";
    private static final Fence FENCE = new Fence("g", 1);

    @TempDir
    private Path folder;

    private DatabaseSettings embedded(String name) {
        return new DatabaseSettings("jdbc:h2:async:" + folder.resolve(name).resolve("parley"), "", "", 3, true);
    }

    private static TestJournal start(DatabaseSettings settings) {
        TestJournal journal = new TestJournal(settings);
        new Epochs(journal.database()).renewIfRestored();
        return journal;
    }

    /** Opens the conversation and writes the first word. @return what a page knows then */
    private static Cursor begin(DatabaseSettings settings) {
        try (TestJournal journal = start(settings)) {
            journal.open(C, "m", "g");
            journal.append(C, FENCE, new Event.Delta("m", 0, "One"));
            return cursor(journal);
        }
    }

    /** Goes on by a few words. @return what a page knows then */
    private static Cursor goOn(TestJournal journal, String... words) {
        int offset = 3;
        for (String word : words) {
            journal.append(C, FENCE, new Event.Delta("m", offset, word));
            offset += word.length();
        }
        return cursor(journal);
    }

    private static Cursor cursor(TestJournal journal) {
        return new Cursor(
                journal.journal().epoch(C).orElseThrow(),
                journal.journal().current(C).orElseThrow().seq());
    }

    private static Step resume(TestJournal journal, Cursor cursor) {
        try (Subscription page = new Subscription(journal.journal(), C, cursor, 10_000, () -> {})) {
            return await().atMost(Duration.ofSeconds(20)).until(page::next, step -> step != null);
        }
    }

    private static void isReset(Step step, String text) {
        assertThat(step).isInstanceOfSatisfying(Step.Reset.class, reset -> assertThat(
                        reset.snapshot().messages())
                .extracting(MessageView::text)
                .containsExactly(text));
    }

    private void copy(String from, String to) throws IOException {
        Files.createDirectories(folder.resolve(to));
        try (Stream<Path> files = Files.list(folder.resolve(from))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        folder.resolve(to).resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void aRestartVoidsNoCursor() {
        Cursor page = begin(embedded("data"));
        try (TestJournal restarted = start(embedded("data"))) {
            assertThat(resume(restarted, page)).isInstanceOf(Step.Recovered.class);
        }
    }

    @Test
    void theFileOfABackUpVoidsEveryCursor() throws IOException {
        begin(embedded("data"));
        copy("data", "back-up");
        Files.delete(folder.resolve("back-up/parley.id"));
        theBackUpGoesOnDifferently();
    }

    @Test
    void theWholeFolderOfABackUpVoidsEveryCursor() throws IOException {
        begin(embedded("data"));
        copy("data", "back-up");
        theBackUpGoesOnDifferently();
    }

    private void theBackUpGoesOnDifferently() throws IOException {
        Cursor page;
        try (TestJournal journal = start(embedded("data"))) {
            page = goOn(journal, " two", " three");
        }
        copy("back-up", "data");

        try (TestJournal restored = start(embedded("data"))) {
            isReset(resume(restored, page), "One");
            goOn(restored, " zwei", " drei", " vier");
            isReset(resume(restored, page), "One zwei drei vier");
            assertThat(resume(restored, cursor(restored))).isInstanceOf(Step.Recovered.class);
        }
    }

    @Test
    void aBackUpInAnotherFolderVoidsEveryCursor() throws IOException {
        Cursor page = begin(embedded("data"));
        copy("data", "elsewhere");
        try (TestJournal restored = start(embedded("elsewhere"))) {
            isReset(resume(restored, page), "One");
        }
    }

    @Test
    void aCopyOfAPostgresqlVoidsEveryCursorAndASecondNodeNone() throws SQLException {
        DatabaseSettings original = TestDatabase.POSTGRES.settings();
        Cursor page = begin(original);
        DatabaseSettings copy = restored(original);

        try (TestJournal first = start(copy)) {
            goOn(first, " zwei", " drei");
            isReset(resume(first, page), "One zwei drei");
            Cursor told = cursor(first);
            try (TestJournal second = start(copy)) {
                assertThat(resume(second, told)).isInstanceOf(Step.Recovered.class);
                assertThat(resume(first, told)).isInstanceOf(Step.Recovered.class);
            }
        }
        try (TestJournal journal = start(original)) {
            assertThat(resume(journal, page)).isInstanceOf(Step.Recovered.class);
        }
    }

    /** As pg_restore makes one: the same rows in another database. */
    private static DatabaseSettings restored(DatabaseSettings original) throws SQLException {
        String name = original.url().replaceAll(".*/([^?]*).*", "$1");
        DatabaseSettings copy = TestDatabase.POSTGRES.settings();
        String copyName = copy.url().replaceAll(".*/([^?]*).*", "$1");
        try (Connection connection = DriverManager.getConnection(original.url().replace('/' + name, "/postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + copyName);
            statement.execute("CREATE DATABASE " + copyName + " TEMPLATE " + name);
        }
        return copy;
    }
}
