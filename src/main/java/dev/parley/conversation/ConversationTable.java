package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.platform.Database;
import dev.parley.protocol.ConversationView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which conversations there are, whose they are, and what belongs to them. Thread-safe; blocks; throws {@code
 * StorageException}.
 */
@ApplicationScoped
public class ConversationTable {

    /** The newest so many are listed. */
    static final int LISTED = 1_000;

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
        return one("SELECT id FROM conversation WHERE id = ? AND owner_id = ?", conversationId, owner.id())
                .isPresent();
    }

    /** The owner's conversation that a message is part of. */
    Optional<String> ofMessage(Owner owner, String messageId) {
        return one(
                "SELECT conversation.id FROM message JOIN conversation ON conversation.id = message.conversation_id"
                        + " WHERE message.id = ? AND owner_id = ?",
                messageId,
                owner.id());
    }

    /** The conversation that the owner's message has opened before. */
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
                            + " ON conversation.id = conversation_id WHERE generation.id = ? AND owner_id = ?")) {
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

    /** Newest first. */
    List<ConversationView> list(Owner owner) {
        return database.transaction(connection -> list(connection, owner));
    }

    private static List<ConversationView> list(Connection connection, Owner owner) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, title, model, created_at, updated_at, EXISTS (SELECT 1 FROM generation"
                        + " WHERE conversation_id = conversation.id AND state = 'open') FROM conversation"
                        + " WHERE owner_id = ? ORDER BY updated_at DESC, id DESC LIMIT " + LISTED)) {
            select.setString(1, owner.id());
            List<ConversationView> views = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    views.add(new ConversationView(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getBoolean(6)));
                }
            }
            return views;
        }
    }
}
