package dev.parley.journal;

import dev.parley.platform.Database;
import dev.parley.protocol.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes answers that have ended small, in two steps: soon their deltas are joined into the message's row, later the
 * deltas are removed, after which a cursor before them gets a snapshot. Blocks; safe with several nodes at once.
 */
final class Compactor {

    private static final int AT_ONCE = 100;

    private final Database database;
    private final Duration keep;
    private final Clock clock;

    private record Ended(String generationId, String conversationId, String messageId) {}

    Compactor(Database database, Duration keep, Clock clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /** Joins and removes what is due. */
    void run() {
        for (Ended ended : database.transaction(connection -> due(connection, "ended", Long.MAX_VALUE))) {
            database.change(connection -> {
                join(connection, ended);
            });
        }
        long before = clock.millis() - keep.toMillis();
        for (Ended ended : database.transaction(connection -> due(connection, "joined", before))) {
            database.change(connection -> {
                remove(connection, ended);
            });
        }
    }

    private static List<Ended> due(Connection connection, String step, long endedBefore) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, conversation_id, message_id FROM generation"
                        + " WHERE compaction = ? AND ended_at < ? ORDER BY id LIMIT " + AT_ONCE)) {
            select.setString(1, step);
            select.setLong(2, endedBefore);
            List<Ended> due = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(new Ended(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
            return due;
        }
    }

    /** The conversation's lock keeps appends out meanwhile; false if it is gone. */
    private static boolean lock(Connection connection, String conversationId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT last_seq FROM conversation WHERE id = ? FOR UPDATE")) {
            select.setString(1, conversationId);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void join(Connection connection, Ended ended) throws SQLException {
        if (!lock(connection, ended.conversationId())) {
            return;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT text_seq, text, reasoning FROM message WHERE id = ?")) {
            select.setString(1, ended.messageId());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    StringBuilder text = new StringBuilder(row.getString(2));
                    StringBuilder reasoning = new StringBuilder(row.getString(3));
                    long seq = join(connection, ended, row.getLong(1), text, reasoning);
                    store(connection, ended.messageId(), seq, text, reasoning);
                }
            }
        }
        step(connection, ended.generationId(), "joined");
    }

    private static long join(
            Connection connection, Ended ended, long after, StringBuilder text, StringBuilder reasoning)
            throws SQLException {
        long seq = after;
        for (Event.Recorded recorded : EventRows.after(connection, ended.conversationId(), after)) {
            Event event = recorded.event();
            if (!(event instanceof Event.OfMessage ofMessage)
                    || !ofMessage.messageId().equals(ended.messageId())) {
                continue;
            }
            if (event instanceof Event.MessageRestarted) {
                text.setLength(0);
                reasoning.setLength(0);
            } else if (event instanceof Event.Text piece) {
                StringBuilder whole = event instanceof Event.Delta ? text : reasoning;
                if (whole.length() != piece.offset()) {
                    throw new IllegalStateException("message " + ended.messageId() + ": a delta at " + piece.offset()
                            + " does not follow " + whole.length());
                }
                whole.append(piece.text());
            }
            seq = recorded.seq();
        }
        return seq;
    }

    private static void store(
            Connection connection, String messageId, long seq, StringBuilder text, StringBuilder reasoning)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE message SET text_seq = ?, text = ?, reasoning = ? WHERE id = ?")) {
            update.setLong(1, seq);
            update.setString(2, text.toString());
            update.setString(3, reasoning.toString());
            update.setString(4, messageId);
            update.executeUpdate();
        }
    }

    private static void step(Connection connection, String generationId, String step) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE generation SET compaction = ? WHERE id = ?")) {
            update.setString(1, step);
            update.setString(2, generationId);
            update.executeUpdate();
        }
    }

    /** Not while an answer of the conversation is being written, or not joined yet: its deltas are still needed. */
    private static void remove(Connection connection, Ended ended) throws SQLException {
        if (!lock(connection, ended.conversationId()) || isBusy(connection, ended.conversationId())) {
            return;
        }
        try (PreparedStatement compacted = connection.prepareStatement("UPDATE conversation SET compacted_seq ="
                        + " (SELECT GREATEST(conversation.compacted_seq, text_seq) FROM message WHERE message.id = ?)"
                        + " WHERE id = ?");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM event WHERE conversation_id = ?"
                        + " AND type IN ('delta', 'reasoning-delta')"
                        + " AND seq <= (SELECT compacted_seq FROM conversation WHERE id = ?)")) {
            compacted.setString(1, ended.messageId());
            compacted.setString(2, ended.conversationId());
            compacted.executeUpdate();
            delete.setString(1, ended.conversationId());
            delete.setString(2, ended.conversationId());
            delete.executeUpdate();
        }
        step(connection, ended.generationId(), "compacted");
    }

    private static boolean isBusy(Connection connection, String conversationId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM generation"
                + " WHERE conversation_id = ? AND compaction IN ('open', 'ended') LIMIT 1")) {
            select.setString(1, conversationId);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
