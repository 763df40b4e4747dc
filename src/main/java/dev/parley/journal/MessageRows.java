package dev.parley.journal;

import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of messages, as far as appends change it. Their text is written when it is compacted. */
final class MessageRows {

    record InConversation(String conversationId, Event.Recorded recorded) {}

    private MessageRows() {}

    static void apply(Connection connection, long atMillis, List<InConversation> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        for (InConversation one : events) {
            Event event = one.recorded().event();
            if (event instanceof Event.MessageCreated created) {
                insert(connection, one.conversationId(), one.recorded().seq(), Transcript.view(created, atMillis));
            } else if (event instanceof Event.GenerationStarted started) {
                start(connection, started);
            } else if (event instanceof Event.GenerationFallback fallback) {
                fallBack(connection, fallback);
            } else if (event instanceof Event.GenerationEnded ended) {
                end(connection, ended);
            } else if (event instanceof Event.MessageChanged changed) {
                rate(connection, changed);
            }
        }
    }

    private static void insert(Connection connection, String conversationId, long seq, MessageView message)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO message (id, conversation_id,"
                + " created_seq, parent_id, role, client_message_id, text_seq, text, reasoning, state, model, created_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?)")) {
            insert.setString(1, message.id());
            insert.setString(2, conversationId);
            insert.setLong(3, seq);
            insert.setString(4, message.parentId());
            insert.setString(5, message.role().wire());
            insert.setString(6, message.clientMessageId());
            insert.setLong(7, seq);
            insert.setString(8, message.text());
            insert.setString(9, message.state().wire());
            insert.setString(10, message.model());
            insert.setLong(11, message.createdAtMillis());
            insert.executeUpdate();
        }
    }

    private static void start(Connection connection, Event.GenerationStarted started) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE message SET state = 'connecting',"
                + " fallback_from = CASE WHEN model = ? THEN fallback_from END,"
                + " fallback_code = CASE WHEN model = ? THEN fallback_code END, model = ?,"
                + " generation_id = ?, trace_id = ?, finish_reason = NULL, error_code = NULL WHERE id = ?")) {
            update.setString(1, started.model());
            update.setString(2, started.model());
            update.setString(3, started.model());
            update.setString(4, started.generationId());
            update.setString(5, started.traceId());
            update.setString(6, started.messageId());
            update.executeUpdate();
        }
    }

    private static void fallBack(Connection connection, Event.GenerationFallback fallback) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE message SET model = ?,"
                + " fallback_from = COALESCE(fallback_from, ?), fallback_code = COALESCE(fallback_code, ?)"
                + " WHERE id = ?")) {
            update.setString(1, fallback.model());
            update.setString(2, fallback.from());
            update.setString(3, fallback.code().wire());
            update.setString(4, fallback.messageId());
            update.executeUpdate();
        }
    }

    private static void end(Connection connection, Event.GenerationEnded ended) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE message SET state = ?, finish_reason = ?,"
                + " input_tokens = COALESCE(?, input_tokens), output_tokens = COALESCE(?, output_tokens),"
                + " reasoning_tokens = COALESCE(?, reasoning_tokens), total_tokens = COALESCE(?, total_tokens),"
                + " error_code = ?, error_retry_after = ?, error_trace_id = ?,"
                + " first_token_ms = ?, reasoning_ms = COALESCE(?, reasoning_ms), duration_ms = ? WHERE id = ?")) {
            Usage usage = ended.usage();
            ErrorInfo error = ended.error();
            update.setString(1, ended.state().wire());
            update.setString(
                    2,
                    ended.finishReason() == null ? null : ended.finishReason().wire());
            number(update, 3, usage == null ? null : usage.inputTokens());
            number(update, 4, usage == null ? null : usage.outputTokens());
            number(update, 5, usage == null ? null : usage.reasoningTokens());
            number(update, 6, usage == null ? null : usage.totalTokens());
            update.setString(7, error == null ? null : error.code().wire());
            number(
                    update,
                    8,
                    error == null || error.retryAfter() == null
                            ? null
                            : error.retryAfter().toMillis());
            update.setString(9, error == null ? null : error.traceId());
            number(update, 10, millis(ended.timings().firstToken()));
            number(update, 11, millis(ended.timings().reasoning()));
            number(update, 12, millis(ended.timings().duration()));
            update.setString(13, ended.messageId());
            update.executeUpdate();
        }
    }

    private static void rate(Connection connection, Event.MessageChanged changed) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE message SET rating = ? WHERE id = ?")) {
            update.setString(
                    1, changed.rating() == null ? null : changed.rating().wire());
            update.setString(2, changed.messageId());
            update.executeUpdate();
        }
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static void number(PreparedStatement statement, int at, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(at, Types.BIGINT);
        } else {
            statement.setLong(at, value);
        }
    }
}
