package dev.parley.journal;

import dev.parley.platform.Database;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.Role;
import dev.parley.protocol.Timings;
import dev.parley.protocol.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads conversations from the tables. Thread-safe; blocks; throws {@code StorageException}. */
final class JournalReader {

    private final Database database;

    JournalReader(Database database) {
        this.database = database;
    }

    /** How far a conversation has come. */
    record Head(String epoch, long lastSeq) {}

    /**
     * A whole conversation.
     *
     * @param compactedSeq events up to this one are not among the events
     * @param events all others, in order
     */
    record Stored(
            Head head,
            long compactedSeq,
            ConversationView view,
            boolean deleted,
            List<Transcript.StoredMessage> messages,
            List<Event.Recorded> events) {}

    Optional<Head> head(String conversationId) {
        return database.transaction(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT epoch, last_seq FROM conversation WHERE id = ?")) {
                select.setString(1, conversationId);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(new Head(row.getString(1), row.getLong(2))) : Optional.empty();
                }
            }
        });
    }

    /** The last sequence numbers of many conversations; those that do not exist are not in the map. */
    Map<String, Long> lastSeqs(Collection<String> conversationIds) {
        return database.transaction(connection -> {
            Map<String, Long> seqs = new HashMap<>();
            List<String> all = List.copyOf(conversationIds);
            for (int from = 0; from < all.size(); from += Wanted.MOST) {
                Wanted wanted = Wanted.of(all.subList(from, Math.min(all.size(), from + Wanted.MOST)));
                try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, last_seq FROM conversation WHERE id IN " + wanted.list())) {
                    wanted.set(select);
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            seqs.put(row.getString(1), row.getLong(2));
                        }
                    }
                }
            }
            return seqs;
        });
    }

    List<Event.Recorded> after(String conversationId, long seq) {
        return database.transaction(connection -> EventRows.after(connection, conversationId, seq));
    }

    /** Everything of a conversation as of one moment, or empty if there is none. */
    Optional<Stored> load(String conversationId) {
        return database.snapshot(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT epoch, last_seq, compacted_seq, title, model, created_at, updated_at, pinned, archived,"
                            + " options, deleted_at IS NOT NULL FROM conversation WHERE id = ?")) {
                select.setString(1, conversationId);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    ConversationView view = new ConversationView(
                            conversationId,
                            row.getString(4),
                            row.getString(5),
                            row.getLong(6),
                            row.getLong(7),
                            false,
                            row.getBoolean(8),
                            row.getBoolean(9),
                            OptionsJson.read(row.getString(10)));
                    long compacted = row.getLong(3);
                    return Optional.of(new Stored(
                            new Head(row.getString(1), row.getLong(2)),
                            compacted,
                            view,
                            row.getBoolean(11),
                            messages(connection, conversationId),
                            EventRows.after(connection, conversationId, compacted)));
                }
            }
        });
    }

    private static List<Transcript.StoredMessage> messages(Connection connection, String conversationId)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, parent_id, role, client_message_id, text_seq, text, reasoning, state, model, fallback_from, fallback_code,"
                        + " generation_id, trace_id, finish_reason, input_tokens, output_tokens, reasoning_tokens, total_tokens,"
                        + " error_code, error_retry_after, error_trace_id, created_at,"
                        + " rating, first_token_ms, reasoning_ms, duration_ms"
                        + " FROM message WHERE conversation_id = ? ORDER BY created_seq")) {
            select.setString(1, conversationId);
            List<Transcript.StoredMessage> messages = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    messages.add(new Transcript.StoredMessage(message(row), row.getLong("text_seq")));
                }
            }
            return messages;
        }
    }

    private static MessageView message(ResultSet row) throws SQLException {
        String reason = row.getString("finish_reason");
        String fallback = row.getString("fallback_code");
        return new MessageView(
                row.getString("id"),
                row.getString("parent_id"),
                Role.ofWire(row.getString("role")),
                row.getString("text"),
                row.getString("reasoning"),
                row.getLong("created_at"),
                EventJson.constant(MessageState.class, MessageState::wire, row.getString("state")),
                row.getString("model"),
                row.getString("fallback_from"),
                fallback == null ? null : EventJson.constant(ErrorCode.class, ErrorCode::wire, fallback),
                row.getString("client_message_id"),
                row.getString("generation_id"),
                row.getString("trace_id"),
                reason == null ? null : EventJson.constant(FinishReason.class, FinishReason::wire, reason),
                usage(row),
                error(row),
                EventJson.rating(row.getString("rating")),
                new Timings(millis(row, "first_token_ms"), millis(row, "reasoning_ms"), millis(row, "duration_ms")));
    }

    private static @Nullable Duration millis(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Usage usage(ResultSet row) throws SQLException {
        long total = row.getLong("total_tokens");
        return row.wasNull()
                ? null
                : new Usage(
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("reasoning_tokens"),
                        total);
    }

    private static @Nullable ErrorInfo error(ResultSet row) throws SQLException {
        String code = row.getString("error_code");
        if (code == null) {
            return null;
        }
        long retryAfter = row.getLong("error_retry_after");
        return new ErrorInfo(
                EventJson.constant(ErrorCode.class, ErrorCode::wire, code),
                row.wasNull() ? null : Duration.ofMillis(retryAfter),
                row.getString("error_trace_id"));
    }
}
