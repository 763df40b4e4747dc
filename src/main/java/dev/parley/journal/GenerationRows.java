package dev.parley.journal;

import dev.parley.platform.Database;
import dev.parley.platform.TraceParent;
import dev.parley.protocol.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The table of generations, as far as appends change it. */
final class GenerationRows {

    /** The state of a generation that has not ended. */
    static final String OPEN = "open";

    /** A generation that starts with these events, under fence 1. */
    record Started(String conversationId, Event.GenerationStarted event, Append append) {}

    private GenerationRows() {}

    static void insert(Connection connection, String node, long atMillis, List<Started> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO generation (id, conversation_id,"
                + " message_id, node_id, fence, state, attempt, model, trace_id, options, started_at, compaction,"
                + " prompt_tokens, trace_parent)"
                + " VALUES (?, ?, ?, ?, 1, 'open', 1, ?, ?, ?, ?, 'open', ?, ?)")) {
            for (Started started : all) {
                insert.setString(1, started.event().generationId());
                insert.setString(2, started.conversationId());
                insert.setString(3, started.event().messageId());
                insert.setString(4, node);
                insert.setString(5, started.event().model());
                insert.setString(6, started.event().traceId());
                insert.setString(7, started.append().options());
                insert.setLong(8, atMillis);
                insert.setLong(9, started.append().promptTokens());
                TraceParent parent = started.append().note().parent();
                insert.setString(10, parent == null ? null : parent.header());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void end(Connection connection, long atMillis, List<MessageRows.InConversation> all) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE generation SET state = ?, ended_at = ?," + " compaction = 'ended' WHERE id = ?")) {
            boolean any = false;
            for (MessageRows.InConversation one : all) {
                if (one.recorded().event() instanceof Event.GenerationEnded ended) {
                    update.setString(1, ended.state().wire());
                    update.setLong(2, atMillis);
                    update.setString(3, ended.generationId());
                    update.addBatch();
                    any = true;
                }
            }
            if (any) {
                update.executeBatch();
            }
        }
    }

    /** Raises the fence whoever owns it. */
    static boolean seize(Connection connection, String generationId) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE generation SET fence = fence + 1 WHERE id = ? AND state = 'open'")) {
            update.setString(1, generationId);
            return update.executeUpdate() == 1;
        }
    }

    /** Makes this node the owner, if the one it has is this node or has no lease any more. */
    static boolean takeOver(Connection connection, String node, String generationId, long fence) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE generation SET fence = fence + 1,"
                + " attempt = attempt + 1, node_id = ? WHERE id = ? AND fence = ? AND state = 'open'"
                + " AND (node_id = ? OR NOT EXISTS (SELECT 1 FROM node WHERE node.id = generation.node_id"
                + " AND node.lease_until > " + Database.MILLIS + "))")) {
            update.setString(1, node);
            update.setString(2, generationId);
            update.setLong(3, fence);
            update.setString(4, node);
            return update.executeUpdate() == 1;
        }
    }
}
