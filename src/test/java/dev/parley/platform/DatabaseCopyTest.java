package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.support.History;
import dev.parley.support.TestDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Moving from the embedded database to PostgreSQL. */
@Timeout(120)
class DatabaseCopyTest {

    @TempDir
    private Path folder;

    private final DatabaseSettings postgres = TestDatabase.POSTGRES.settings();
    private DatabaseSettings embedded;

    @BeforeEach
    void fill() throws SQLException {
        embedded = new DatabaseSettings(DatabaseSettings.embedded(folder), "", "", 3, true);
        History.live(embedded, History.newest());
    }

    private void copy() {
        Database database = TestDatabase.open(postgres);
        try {
            new DatabaseCopy(database, folder).ifAsked();
        } finally {
            database.close();
        }
    }

    private static Map<String, List<String>> rows(DatabaseSettings settings, Map<String, List<String>> like)
            throws SQLException {
        Map<String, List<String>> rows = new HashMap<>(History.rows(settings, like));
        rows.keySet().removeAll(List.of("node", "node_batch", "database_identity"));
        return rows;
    }

    @Test
    void everyRowIsCopiedAndTheFileStaysAsItWas() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("parley.mv.db"));

        copy();

        assertThat(Files.readAllBytes(folder.resolve("parley.mv.db"))).isEqualTo(before);
        Map<String, List<String>> there = rows(embedded, Map.of());
        assertThat(there).hasSizeGreaterThan(10);
        assertThat(rows(postgres, there)).isEqualTo(there);
    }

    @Test
    void aDatabaseThatHoldsSomethingIsLeftAlone() throws Exception {
        copy();
        Database database = TestDatabase.open(postgres);
        database.change(connection -> Sql.update(connection, "DELETE FROM share"));
        database.close();

        copy();

        assertThat(rows(postgres, Map.of()).get("share")).isEmpty();
    }

    @Test
    void anotherSchemaIsRefusedAndNothingIsCopied() throws Exception {
        Path older = folder.resolve("older");
        History.live(new DatabaseSettings(DatabaseSettings.embedded(older), "", "", 3, true), 5);
        Database database = TestDatabase.open(postgres);

        assertThatThrownBy(() -> new DatabaseCopy(database, older).ifAsked())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 5, not " + History.newest())
                .hasMessageContaining("Start this version once");
        database.close();
        assertThat(rows(postgres, Map.of()).get("conversation")).isEmpty();
    }

    @Test
    void textThatAKilledParleyHasLeftIsNotForgotten() throws Exception {
        Files.writeString(folder.resolve("parley.live-n1-1"), "text");

        assertThatThrownBy(this::copy)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Start this version once");
        assertThat(rows(postgres, Map.of()).get("conversation")).isEmpty();
    }

    @Test
    void aFileThatAnotherParleyUsesIsRefused() throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve("parley.mv.db"), StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(this::copy)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Stop that one first");
        }
    }

    @Test
    void whatCannotBeCopiedIsAFaultOfTheConfiguration() {
        Map<String, String> values = new HashMap<>(
                Map.of("parley.database.copy-from", folder.resolve("none").toString()));
        Settings settings = new Settings(values::get);

        DatabaseCopy.read(settings);

        assertThat(settings.faults())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("parley.database.url"))
                .anySatisfy(fault -> assertThat(fault).contains("there is no").contains("parley.mv.db"));
    }
}
