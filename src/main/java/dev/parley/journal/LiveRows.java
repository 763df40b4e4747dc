package dev.parley.journal;

import dev.parley.protocol.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Moves text of open answers among the events of their conversations. */
final class LiveRows {

    private LiveRows() {}

    /** Puts text among the events of its conversations, whose rows are locked, or nobody else's yet. */
    static void fold(Connection connection, Map<String, List<Event.Recorded>> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(EventRows.INSERT);
                PreparedStatement update = connection.prepareStatement(ConversationRows.NUMBER)) {
            for (Map.Entry<String, List<Event.Recorded>> one : all.entrySet()) {
                for (Packed.Row row : Packed.pack(one.getValue())) {
                    EventRows.addPacked(insert, one.getKey(), row);
                }
                update.setLong(1, one.getValue().get(one.getValue().size() - 1).seq());
                update.setString(2, one.getKey());
                update.addBatch();
            }
            insert.executeBatch();
            update.executeBatch();
        }
    }
}
