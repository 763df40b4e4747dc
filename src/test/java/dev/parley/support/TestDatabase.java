package dev.parley.support;

import dev.parley.platform.Database;
import dev.parley.platform.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/** A database of its own for each test: H2 in memory or in a file, or one of the PostgreSQL that Maven has brought. */
public enum TestDatabase {
    H2 {
        @Override
        public DatabaseSettings settings() {
            return new DatabaseSettings("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "", 10, true);
        }
    },
    /** As it is shipped: one process has it for itself. */
    FILE {
        @Override
        public DatabaseSettings settings() {
            try {
                Path directory = Files.createTempDirectory(Path.of("target"), "database");
                return new DatabaseSettings(
                        "jdbc:h2:async:" + directory.toAbsolutePath() + "/parley", "", "", 10, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    POSTGRES {
        @Override
        public DatabaseSettings settings() {
            String name = "t" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return new DatabaseSettings(Server.POSTGRES.getJdbcUrl("postgres", name), "", "", 10, true);
        }
    };

    /** Where a new, empty database is. */
    public abstract DatabaseSettings settings();

    /** Opens it, with its schema. */
    public static Database open(DatabaseSettings settings) {
        Database database = new Database(settings);
        database.open();
        return database;
    }

    /** Started with the first test that wants it, stopped with the JVM. */
    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
