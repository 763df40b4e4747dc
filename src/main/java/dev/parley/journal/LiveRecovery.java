package dev.parley.journal;

import dev.parley.platform.Sql;
import dev.parley.protocol.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * What a process that died has left in {@code live_text}, put among the events; in PostgreSQL there is something only if it
 * was copied from an embedded database.
 */
final class LiveRecovery {

    private LiveRecovery() {}

    /** To be run in one transaction, before anything else is read or written. */
    static void run(Connection connection) throws SQLException {
        for (Map.Entry<String, List<Event.Recorded>> entry :
                LiveRows.read(connection).entrySet()) {
            fold(connection, entry.getKey(), entry.getValue());
        }
        LiveRows.deleteBefore(connection, Long.MAX_VALUE);
    }

    private static void fold(Connection connection, String conversationId, List<Event.Recorded> events)
            throws SQLException {
        Long lastSeq = Sql.first(
                        connection,
                        "SELECT last_seq FROM conversation WHERE id = ?",
                        row -> row.getLong(1),
                        conversationId)
                .orElse(null);
        if (lastSeq == null) {
            return;
        }
        // A row of live_text stays until all of it has been folded.
        List<Event.Recorded> missing =
                events.stream().filter(recorded -> recorded.seq() > lastSeq).toList();
        if (missing.isEmpty()) {
            return;
        }
        if (missing.get(0).seq() != lastSeq + 1) {
            throw new IllegalStateException("conversation " + conversationId + " has events up to " + lastSeq
                    + ", live_text goes on with " + missing.get(0).seq());
        }
        LiveRows.fold(connection, Map.of(conversationId, missing));
    }
}
