package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.support.Values;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The password of a PostgreSQL that asks for one is changed while Parley runs. */
@Timeout(120)
class DatabasePasswordTest {

    private static final String OLD = "old-Geheim-4711";
    private static final String NEW = "new-Geheim-4712";

    @TempDir
    private Path folder;

    @Test
    void aPasswordThatIsReplacedInItsFileIsUsedForTheNextConnection() throws Exception {
        Path data = folder.resolve("data");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .start()) {
            administer(postgres, "CREATE ROLE parley LOGIN PASSWORD '" + OLD + "'");
            administer(postgres, "CREATE DATABASE parley OWNER parley");
            Files.writeString(
                    data.resolve("pg_hba.conf"),
                    "host all postgres 127.0.0.1/32 trust\nhost all parley 127.0.0.1/32 scram-sha-256\n");
            administer(postgres, "SELECT pg_reload_conf()");
            Path file = Files.writeString(folder.resolve("password"), OLD + '\n');
            Values values = new Values()
                    .put("parley.database.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/parley")
                    .put("parley.database.user", "parley")
                    .put("parley.database.password.file", file.toString());
            await().atMost(Duration.ofSeconds(20)).until(() -> asksForAPassword(postgres));
            Database database = new Database(values);
            database.open();
            try {
                administer(postgres, "ALTER ROLE parley PASSWORD '" + NEW + "'");
                Files.writeString(file, NEW + '\n');
                administer(postgres, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'parley'");

                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptionsInstanceOf(StorageException.class)
                        .until(() -> works(database));
                try (Connection connection = database.dedicated()) {
                    assertThat(connection.isValid(5)).isTrue();
                }

                Files.writeString(file, OLD + '\n');
                assertThatThrownBy(() -> database.dedicated().close())
                        .isInstanceOf(SQLException.class)
                        .hasMessageNotContainingAny(OLD, NEW);
            } finally {
                database.close();
            }
        }
    }

    private static boolean asksForAPassword(EmbeddedPostgres postgres) {
        DatabaseSettings wrong = new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/parley", "parley", "wrong", 3, true);
        try {
            new Database(wrong).dedicated().close();
            return false;
        } catch (SQLException e) {
            return "28P01".equals(e.getSQLState());
        }
    }

    private static boolean works(Database database) {
        return database.transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("SELECT 1");
            }
        });
    }

    private static void administer(EmbeddedPostgres postgres, String sql) throws SQLException, IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
