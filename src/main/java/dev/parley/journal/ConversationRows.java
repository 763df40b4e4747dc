package dev.parley.journal;

import dev.parley.protocol.Event;
import dev.parley.protocol.OptionsJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of conversations, as far as appends change it. */
final class ConversationRows {

    /** @param lastSeq of the last of the events */
    record Changed(String conversationId, long lastSeq, List<Event> events) {

        /** Text alone touches no indexed column, and what is tidied does not make a conversation a recent one. */
        boolean makesRecent() {
            return events.stream().anyMatch(event -> event.type().isActivity() && !(event instanceof Event.Text));
        }
    }

    static final String NUMBER = "UPDATE conversation SET last_seq = ? WHERE id = ?";

    private ConversationRows() {}

    static void apply(Connection connection, long atMillis, List<Changed> all) throws SQLException {
        number(connection, all);
        touch(connection, atMillis, all);
        for (Changed changed : all) {
            for (Event event : changed.events()) {
                tidy(connection, atMillis, changed.conversationId(), event);
            }
        }
    }

    private static void number(Connection connection, List<Changed> all) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(NUMBER)) {
            boolean any = false;
            for (Changed changed : all) {
                if (!changed.makesRecent()) {
                    update.setLong(1, changed.lastSeq());
                    update.setString(2, changed.conversationId());
                    update.addBatch();
                    any = true;
                }
            }
            if (any) {
                update.executeBatch();
            }
        }
    }

    private static void touch(Connection connection, long atMillis, List<Changed> all) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE conversation SET last_seq = ?, updated_at = ? WHERE id = ?")) {
            boolean any = false;
            for (Changed changed : all) {
                if (changed.makesRecent()) {
                    update.setLong(1, changed.lastSeq());
                    update.setLong(2, atMillis);
                    update.setString(3, changed.conversationId());
                    update.addBatch();
                    any = true;
                }
            }
            if (any) {
                update.executeBatch();
            }
        }
    }

    private static void tidy(Connection connection, long atMillis, String conversationId, Event event)
            throws SQLException {
        if (event instanceof Event.ConversationChanged changed) {
            change(connection, conversationId, changed);
        } else if (event instanceof Event.ConversationDeleted) {
            deletedAt(connection, conversationId, atMillis);
        } else if (event instanceof Event.ConversationRestored) {
            deletedAt(connection, conversationId, null);
        }
    }

    private static void change(Connection connection, String conversationId, Event.ConversationChanged changed)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE conversation SET"
                + " title = COALESCE(CAST(? AS VARCHAR), title), model = COALESCE(CAST(? AS VARCHAR), model),"
                + " pinned = COALESCE(CAST(? AS BOOLEAN), pinned), archived = COALESCE(CAST(? AS BOOLEAN), archived),"
                + " options = COALESCE(CAST(? AS TEXT), options), title_by = COALESCE(CAST(? AS VARCHAR), title_by)"
                + " WHERE id = ?")) {
            update.setString(1, changed.title());
            update.setString(2, changed.model());
            update.setObject(3, changed.pinned(), Types.BOOLEAN);
            update.setObject(4, changed.archived(), Types.BOOLEAN);
            update.setString(5, changed.options() == null ? null : OptionsJson.write(changed.options()));
            update.setString(6, changed.title() != null && changed.byUser() ? "user" : null);
            update.setString(7, conversationId);
            update.executeUpdate();
        }
    }

    private static void deletedAt(Connection connection, String conversationId, @Nullable Long atMillis)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE conversation SET deleted_at = ? WHERE id = ?")) {
            update.setObject(1, atMillis, Types.BIGINT);
            update.setString(2, conversationId);
            update.executeUpdate();
        }
    }
}
