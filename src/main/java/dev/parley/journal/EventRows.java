package dev.parley.journal;

import dev.parley.protocol.Event;
import dev.parley.protocol.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of events. */
final class EventRows {

    private static final String COLUMNS =
            "(conversation_id, seq, at, type, message_id, generation_id, text_offset, text, payload)";

    /** What a user does. */
    static final String INSERT = "INSERT INTO event " + COLUMNS + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** What a generation writes: nothing is inserted unless it is open under this very fence (invariant I5). */
    static final String INSERT_FENCED = "INSERT INTO event " + COLUMNS
            + " SELECT CAST(? AS VARCHAR), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS VARCHAR), CAST(? AS VARCHAR),"
            + " CAST(? AS VARCHAR), CAST(? AS INTEGER), CAST(? AS TEXT), CAST(? AS TEXT)"
            + " WHERE EXISTS (SELECT 1 FROM generation WHERE id = ? AND fence = ? AND state = 'open')";

    private EventRows() {}

    static void add(PreparedStatement insert, String conversationId, Event.Recorded recorded, @Nullable Fence fence)
            throws SQLException {
        Event event = recorded.event();
        insert.setString(1, conversationId);
        insert.setLong(2, recorded.seq());
        insert.setLong(3, recorded.atMillis());
        insert.setString(4, event.type().wire());
        insert.setString(5, event instanceof Event.OfMessage ofMessage ? ofMessage.messageId() : null);
        insert.setString(6, event instanceof Event.OfGeneration ofGeneration ? ofGeneration.generationId() : null);
        if (event instanceof Event.Text text) {
            insert.setInt(7, text.offset());
            insert.setString(8, text.text());
        } else {
            insert.setNull(7, Types.INTEGER);
            insert.setNull(8, Types.VARCHAR);
        }
        insert.setString(9, EventJson.write(event));
        if (fence != null) {
            insert.setString(10, fence.generationId());
            insert.setLong(11, fence.number());
        }
        insert.addBatch();
    }

    /** Adds text that waited in the {@link LiveFile}; who wrote it was checked when it was committed there. */
    static void addPacked(PreparedStatement insert, String conversationId, Packed.Row row) throws SQLException {
        insert.setString(1, conversationId);
        insert.setLong(2, row.seq());
        insert.setLong(3, row.atMillis());
        insert.setString(4, row.first().type().wire());
        insert.setString(5, row.first().messageId());
        insert.setString(6, null);
        insert.setInt(7, row.first().offset());
        insert.setString(8, row.text());
        insert.setString(9, row.payload());
        insert.addBatch();
    }

    /** The events after a sequence number that are there, in order. */
    static List<Event.Recorded> after(Connection connection, String conversationId, long seq) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT seq, at, type, message_id, generation_id, text_offset, text, payload FROM event"
                        + " WHERE conversation_id = ? AND seq > ? ORDER BY seq")) {
            select.setString(1, conversationId);
            select.setLong(2, seq);
            select.setFetchSize(1_000);
            List<Event.Recorded> events = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Event event = event(row);
                    String payload = row.getString(8);
                    if (event instanceof Event.Text whole && payload != null) {
                        Packed.unpack(row.getLong(1), row.getLong(2), whole, payload, seq, events);
                    } else {
                        events.add(new Event.Recorded(row.getLong(1), row.getLong(2), event));
                    }
                }
            }
            return events;
        }
    }

    private static Event event(ResultSet row) throws SQLException {
        EventType type = EventJson.constant(EventType.class, EventType::wire, row.getString(3));
        return switch (type) {
            case DELTA -> new Event.Delta(row.getString(4), row.getInt(6), row.getString(7));
            case REASONING_DELTA -> new Event.ReasoningDelta(row.getString(4), row.getInt(6), row.getString(7));
            default -> EventJson.read(type, row.getString(4), row.getString(5), row.getString(8));
        };
    }
}
