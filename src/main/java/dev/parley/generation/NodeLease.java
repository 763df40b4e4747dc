package dev.parley.generation;

import dev.parley.journal.Doorbell;
import dev.parley.platform.Database;
import dev.parley.platform.TraceParent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The node's row, and what it says about generations: a node whose lease has run out does not own any. By the clock of
 * the database. Blocks.
 */
final class NodeLease {

    /** A node that has not been heard of for so long is taken for dead. */
    static final Duration LEASE = Duration.ofMillis(2_500);

    /** So long after its end a node's row is removed. */
    private static final Duration KEEP = Duration.ofHours(1);

    private static final int AT_ONCE = 100;

    private final Database database;
    private final String node;
    private volatile boolean ended;

    /** A generation that is open, and that nobody works on. */
    record Orphan(
            String generationId,
            String conversationId,
            String messageId,
            long fence,
            int attempt,
            String model,
            String traceId,
            String options,
            @Nullable TraceParent parent) {}

    NodeLease(Database database, String node) {
        this.database = database;
        this.node = node;
    }

    /** The first lease. An embedded database has no other nodes: what it says of them is past. */
    void begin() {
        database.change(connection -> {
            if (!database.isShared()) {
                execute(connection, "DELETE FROM node");
            }
            insert(connection);
        });
    }

    private void insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO node (id, started_at, lease_until)"
                + " VALUES (?, " + Database.MILLIS + ", " + Database.MILLIS + " + ?)")) {
            insert.setString(1, node);
            insert.setLong(2, LEASE.toMillis());
            insert.executeUpdate();
        }
    }

    /** Renews the lease; whether there are no other nodes. */
    boolean renew() {
        return database.transaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE node SET lease_until = " + Database.MILLIS + " + ? WHERE id = ?")) {
                update.setLong(1, LEASE.toMillis());
                update.setString(2, node);
                // One that was still under way when the lease was given back must not take it again.
                if (update.executeUpdate() == 0 && !ended) {
                    insert(connection);
                }
            }
            return isAlone(connection);
        });
    }

    private boolean isAlone(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM node WHERE id <> ? AND lease_until > " + Database.MILLIS + " LIMIT 1")) {
            select.setString(1, node);
            try (ResultSet row = select.executeQuery()) {
                return !row.next();
            }
        }
    }

    /** Gives the lease back, and tells the others. */
    void end(Doorbell doorbell) {
        ended = true;
        database.change(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM node WHERE id = ?")) {
                delete.setString(1, node);
                delete.executeUpdate();
            }
            doorbell.leave(connection);
        });
    }

    /** Open generations whose owner is gone; for this node's own ask {@link #own()}. */
    List<Orphan> orphans() {
        return database.transaction(connection -> find(
                connection,
                "node_id <> ? AND NOT EXISTS (SELECT 1 FROM node WHERE node.id = generation.node_id"
                        + " AND node.lease_until > " + Database.MILLIS + ")",
                node));
    }

    /** One open generation of this node. */
    @Nullable
    Orphan own(String generationId) {
        List<Orphan> found = database.transaction(
                connection -> find(connection, "node_id = '" + node + "' AND id = ?", generationId));
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<Orphan> find(Connection connection, String condition, String parameter) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, conversation_id, message_id, fence,"
                + " attempt, model, trace_id, options, trace_parent FROM generation WHERE state = 'open' AND "
                + condition
                + " ORDER BY started_at LIMIT " + AT_ONCE)) {
            select.setString(1, parameter);
            List<Orphan> orphans = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    orphans.add(new Orphan(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getInt(5),
                            row.getString(6),
                            row.getString(7),
                            row.getString(8),
                            TraceParent.parse(row.getString(9)).orElse(null)));
                }
            }
            return orphans;
        }
    }

    /** The open generations that are this node's. */
    Set<String> own() {
        return database.transaction(connection -> {
            Set<String> own = new HashSet<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT id FROM generation WHERE state = 'open' AND node_id = ?")) {
                select.setString(1, node);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        own.add(row.getString(1));
                    }
                }
            }
            return own;
        });
    }

    /** Removes the rows of nodes that ended long ago. */
    void tidy() {
        database.change(connection -> {
            execute(connection, "DELETE FROM node WHERE lease_until < " + Database.MILLIS + " - " + KEEP.toMillis());
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }
}
