package dev.parley.journal;

import dev.parley.protocol.Event;
import dev.parley.protocol.EventType;
import dev.parley.protocol.Timings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer took, by the times of its events: of those in the table, which keeps them while the answer is being
 * written, and of those that are about to be written.
 */
final class AnswerTimes {

    private final long startedAtMillis;
    private @Nullable Long firstReasoning;
    private @Nullable Long firstText;

    AnswerTimes(long startedAtMillis) {
        this.startedAtMillis = startedAtMillis;
    }

    /** Events of the table, of this generation only: an answer that is continued has older ones. */
    void read(Connection connection, String conversationId, String messageId) throws SQLException {
        firstText = first(connection, conversationId, messageId, EventType.DELTA, Long.MAX_VALUE);
        long before = firstText == null ? Long.MAX_VALUE : firstText;
        firstReasoning = first(connection, conversationId, messageId, EventType.REASONING_DELTA, before);
    }

    private @Nullable Long first(
            Connection connection, String conversationId, String messageId, EventType type, long notAfterMillis)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT at FROM event WHERE conversation_id = ?"
                + " AND seq > (SELECT created_seq FROM message WHERE id = ?) AND message_id = ?"
                + " AND type = ? AND at BETWEEN ? AND ? ORDER BY seq LIMIT 1")) {
            select.setString(1, conversationId);
            select.setString(2, messageId);
            select.setString(3, messageId);
            select.setString(4, type.wire());
            select.setLong(5, startedAtMillis);
            select.setLong(6, notAfterMillis);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }

    /** An event that is about to be written, after all that were read. */
    void see(String messageId, Event event, long atMillis) {
        if (!(event instanceof Event.Text text) || !text.messageId().equals(messageId)) {
            return;
        }
        if (event instanceof Event.Delta) {
            firstText = firstText == null ? Long.valueOf(atMillis) : firstText;
        } else if (firstText == null) {
            firstReasoning = firstReasoning == null ? Long.valueOf(atMillis) : firstReasoning;
        }
    }

    Timings endedAt(long atMillis) {
        Long firstToken = firstReasoning == null ? firstText : firstReasoning;
        return new Timings(
                firstToken == null ? null : between(startedAtMillis, firstToken),
                firstReasoning == null || firstText == null ? null : between(firstReasoning, firstText),
                between(startedAtMillis, atMillis));
    }

    /** Never negative, though the clocks of two nodes may differ. */
    private static Duration between(long from, long to) {
        return Duration.ofMillis(Math.max(0, to - from));
    }
}
