package dev.parley.conversation;

import dev.parley.platform.Background;
import dev.parley.platform.Database;
import dev.parley.platform.Settings;
import dev.parley.platform.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Conversations that were deleted, until they are removed for good with all that belongs to them. Thread-safe, with
 * several nodes too.
 */
@ApplicationScoped
public class Trash {

    private static final int DEFAULT_DAYS = 30;
    private static final int MOST_DAYS = 3_650;
    private static final int AT_ONCE = 100;
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Database database;
    private final Duration keep;
    private final Clock clock;
    private @Nullable Background emptying;

    @Inject
    public Trash(Database database, Config config) {
        this(database, Settings.checked(config, Trash::read), Clock.systemUTC());
    }

    Trash(Database database, Duration keep, Clock clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Trash() {
        database = null;
        keep = Duration.ZERO;
        clock = Clock.systemUTC();
    }

    /** How long a conversation can be restored; a faulty value becomes a fault of the settings. */
    public static Duration read(Settings settings) {
        return Duration.ofDays(
                settings.wholeNumber("parley.trash.days", 0, MOST_DAYS).orElse(DEFAULT_DAYS));
    }

    /** Empties it from now on. */
    public void start(Threads threads) {
        emptying = new Background("emptying the trash", PAUSE, this::empty, threads.blocking(), threads);
        emptying.now();
    }

    /** Something was put into it. */
    void deleted(String conversationId) {
        if (keep.isZero()) {
            purge(conversationId, Long.MAX_VALUE);
        }
    }

    /** Removes a deleted one for good, whatever the time. */
    void purge(String conversationId) {
        purge(conversationId, Long.MAX_VALUE);
    }

    /** Removes what was deleted long enough ago, and shares that have expired. Blocks. */
    void empty() {
        long now = clock.millis();
        database.change(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM share WHERE expires_at <= ?")) {
                delete.setLong(1, now);
                delete.executeUpdate();
            }
        });
        long before = now - keep.toMillis();
        List<String> due = due(before);
        while (!due.isEmpty()) {
            due.forEach(id -> purge(id, before));
            due = due.size() < AT_ONCE ? List.of() : due(before);
        }
    }

    private List<String> due(long deletedBefore) {
        return database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id FROM conversation WHERE deleted_at <= ? ORDER BY deleted_at, id LIMIT " + AT_ONCE)) {
                select.setLong(1, deletedBefore);
                List<String> due = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        due.add(row.getString(1));
                    }
                }
                return due;
            }
        });
    }

    /** Each in a transaction of its own: a long one would keep the journal waiting. */
    private void purge(String conversationId, long deletedBefore) {
        database.change(connection -> delete(connection, conversationId, deletedBefore));
    }

    private static void delete(Connection connection, String conversationId, long deletedBefore) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM conversation WHERE id = ? AND deleted_at <= ?")) {
            delete.setString(1, conversationId);
            delete.setLong(2, deletedBefore);
            delete.executeUpdate();
        }
    }

    @PreDestroy
    void close() {
        if (emptying != null) {
            emptying.cancel();
        }
    }
}
