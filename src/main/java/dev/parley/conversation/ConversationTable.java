package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.platform.Database;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    private Optional<String> one(String sql, String... parameters) {
        return database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    select.setString(i + 1, parameters[i]);
                }
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    Optional<Generation> generation(Owner owner, String generationId) {
        return database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT conversation_id, message_id, state FROM generation JOIN conversation"
                            + " ON conversation.id = conversation_id WHERE generation.id = ? AND owner_id = ?"
                            + " AND deleted_at IS NULL")) {
                select.setString(1, generationId);
                select.setString(2, owner.id());
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    new Generation(row.getString(1), row.getString(2), "open".equals(row.getString(3))))
                            : Optional.empty();
                }
            }
        });
    }

    /** How many there are, with those that can be restored. */
    int count(Owner owner) {
        return database.transaction(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT count(*) FROM conversation WHERE owner_id = ?")) {
                select.setString(1, owner.id());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    /**
     * Pinned ones first, then the newest first.
     *
     * @param after the last one before them, or null to begin
     * @param most how many
     */
    List<ConversationView> list(Owner owner, boolean archived, @Nullable ListCursor after, int most) {
        return database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(LIST + (after == null ? "" : AFTER) + ORDER)) {
                select.setString(1, owner.id());
                select.setBoolean(2, archived);
                int next = 3;
                if (after != null) {
                    select.setBoolean(next++, after.pinned());
                    select.setBoolean(next++, after.pinned());
                    select.setLong(next++, after.updatedAtMillis());
                    select.setLong(next++, after.updatedAtMillis());
                    select.setString(next++, after.id());
                }
                select.setInt(next, most);
                return views(select);
            }
        });
    }

    private static List<ConversationView> views(PreparedStatement select) throws SQLException {
        List<ConversationView> views = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                views.add(new ConversationView(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        ConversationOptions.NONE));
            }
        }
        return views;
    }

    /** All that are not deleted, the oldest first. */
    List<String> ids(Owner owner) {
        return database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id FROM conversation WHERE owner_id = ? AND deleted_at IS NULL ORDER BY created_at, id")) {
                select.setString(1, owner.id());
                List<String> ids = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        ids.add(row.getString(1));
                    }
                }
                return ids;
            }
        });
    }
}
