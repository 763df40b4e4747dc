package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.platform.Database;
import dev.parley.platform.Sql;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which conversations there are, whose they are, and what belongs to them. Thread-safe; blocks; throws {@code
 * StorageException}.
 */
@ApplicationScoped
public class ConversationTable {

    private static final String LIST =
            "SELECT id, title, model, created_at, updated_at, EXISTS (SELECT 1 FROM generation"
                    + " WHERE conversation_id = conversation.id AND state = 'open'), pinned, archived FROM conversation"
                    + " WHERE owner_id = ? AND archived = ? AND deleted_at IS NULL";
    private static final String AFTER = " AND (CAST(? AS BOOLEAN) AND NOT pinned OR pinned = ?"
            + " AND (updated_at < ? OR updated_at = ? AND id < ?))";
    private static final String ORDER = " ORDER BY pinned DESC, updated_at DESC, id DESC LIMIT ?";

    private final Database database;

    @Inject
    public ConversationTable(Database database) {
        this.database = database;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ConversationTable() {
        database = null;
    }

    /** Where a generation belongs. */
    record Generation(String conversationId, String messageId, boolean open) {}

    boolean exists(Owner owner, String conversationId) {
        return one(
                        "SELECT id FROM conversation WHERE id = ? AND owner_id = ? AND deleted_at IS NULL",
                        conversationId,
                        owner.id())
                .isPresent();
    }

    /** Whether the owner has deleted it, and it is not purged yet. */
    boolean isDeleted(Owner owner, String conversationId) {
        return one(
                        "SELECT id FROM conversation WHERE id = ? AND owner_id = ? AND deleted_at IS NOT NULL",
                        conversationId,
                        owner.id())
                .isPresent();
    }

    /** Whether it is there, and no user has chosen its title. */
    boolean isTitledAutomatically(String conversationId) {
        return one(
                        "SELECT id FROM conversation WHERE id = ? AND title_by = 'auto' AND deleted_at IS NULL",
                        conversationId)
                .isPresent();
    }

    /** The owner's conversation that a message is part of. */
    Optional<String> ofMessage(Owner owner, String messageId) {
        return one(
                "SELECT conversation.id FROM message JOIN conversation ON conversation.id = message.conversation_id"
                        + " WHERE message.id = ? AND owner_id = ? AND deleted_at IS NULL",
                messageId,
                owner.id());
    }

    /** The conversation that the owner's message has opened before, be it deleted since. */
    Optional<String> opened(Owner owner, String clientMessageId) {
        return one("SELECT id FROM conversation WHERE opened_by = ? AND owner_id = ?", clientMessageId, owner.id());
    }

    /** The first generation of a message. */
    Optional<String> firstGeneration(String messageId) {
        return one("SELECT id FROM generation WHERE message_id = ? ORDER BY started_at, id LIMIT 1", messageId);
    }

    private Optional<String> one(String sql, Object... parameters) {
        return database.transaction(connection -> Sql.first(connection, sql, row -> row.getString(1), parameters));
    }

    Optional<Generation> generation(Owner owner, String generationId) {
        return database.transaction(connection -> Sql.first(
                connection,
                "SELECT conversation_id, message_id, state FROM generation JOIN conversation"
                        + " ON conversation.id = conversation_id WHERE generation.id = ? AND owner_id = ?"
                        + " AND deleted_at IS NULL",
                row -> new Generation(row.getString(1), row.getString(2), "open".equals(row.getString(3))),
                generationId,
                owner.id()));
    }

    /** How many there are, with those that can be restored. */
    int count(Owner owner) {
        return counts(List.of(owner.id())).getOrDefault(owner.id(), 0);
    }

    /** The same of several owners, by their ids; those without any are missing. */
    Map<String, Integer> counts(List<String> ownerIds) {
        if (ownerIds.isEmpty()) {
            return Map.of();
        }
        Map<String, Integer> counts = new HashMap<>();
        database.change(connection -> Sql.list(
                        connection,
                        "SELECT owner_id, count(*) FROM conversation WHERE owner_id IN (" + Sql.marks(ownerIds.size())
                                + ") GROUP BY owner_id",
                        row -> Map.entry(row.getString(1), row.getInt(2)),
                        ownerIds.toArray())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue())));
        return counts;
    }

    /**
     * Pinned ones first, then the newest first.
     *
     * @param after the last one before them, or null to begin
     * @param most how many
     */
    List<ConversationView> list(Owner owner, boolean archived, @Nullable ListCursor after, int most) {
        List<Object> parameters = new ArrayList<>(List.of(owner.id(), archived));
        if (after != null) {
            parameters.addAll(List.of(
                    after.pinned(), after.pinned(), after.updatedAtMillis(), after.updatedAtMillis(), after.id()));
        }
        parameters.add(most);
        return database.transaction(connection -> Sql.list(
                connection,
                LIST + (after == null ? "" : AFTER) + ORDER,
                ConversationTable::view,
                parameters.toArray()));
    }

    private static ConversationView view(ResultSet row) throws SQLException {
        return new ConversationView(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8),
                ConversationOptions.NONE);
    }

    /** All that are not deleted, the oldest first. */
    List<String> ids(Owner owner) {
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT id FROM conversation WHERE owner_id = ? AND deleted_at IS NULL ORDER BY created_at, id",
                row -> row.getString(1),
                owner.id()));
    }

    /** All of them, with those that can be restored: the ids, and whether each is deleted. */
    Map<String, Boolean> everything(String ownerId) {
        Map<String, Boolean> all = new LinkedHashMap<>();
        database.change(connection -> Sql.list(
                        connection,
                        "SELECT id, deleted_at IS NOT NULL AS gone FROM conversation WHERE owner_id = ?",
                        row -> Map.entry(row.getString(1), row.getBoolean(2)),
                        ownerId)
                .forEach(entry -> all.put(entry.getKey(), entry.getValue())));
        return all;
    }

    /** Those in which nothing has happened since then and nothing is being written, the oldest first. */
    List<String> untouchedSince(long millis, int most) {
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT id FROM conversation WHERE updated_at < ? AND deleted_at IS NULL AND NOT EXISTS"
                        + " (SELECT 1 FROM generation WHERE conversation_id = conversation.id AND state = 'open')"
                        + " ORDER BY updated_at, id LIMIT ?",
                row -> row.getString(1),
                millis,
                most));
    }
}
