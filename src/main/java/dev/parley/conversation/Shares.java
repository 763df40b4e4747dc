package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.journal.Journal;
import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Links under which others may read a conversation as it was when it was shared, until they are revoked or expire or the
 * conversation is deleted. Thread-safe; blocks.
 */
@ApplicationScoped
public class Shares {

    public static final Duration DEFAULT_LIFE = Duration.ofDays(30);
    public static final Duration LONGEST_LIFE = Duration.ofDays(365);

    /** Of one conversation at once. */
    private static final int MOST = 50;

    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{64}");
    private static final String LIVE = "deleted_at IS NULL AND (expires_at IS NULL OR expires_at > ?)";

    private final ConversationTable table;
    private final Journal journal;
    private final Database database;
    private final Clock clock;

    @Inject
    public Shares(ConversationTable table, Journal journal, Database database) {
        this(table, journal, database, Clock.systemUTC());
    }

    Shares(ConversationTable table, Journal journal, Database database, Clock clock) {
        this.table = table;
        this.journal = journal;
        this.database = database;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Shares() {
        table = null;
        journal = null;
        database = null;
        clock = Clock.systemUTC();
    }

    /**
     * Shares the path to a message.
     *
     * @param leafId its last message, or null for the newest one
     * @param life null for ever
     * @throws ParleyException if it is not theirs, or the life is out of range
     */
    public Share create(Owner owner, String conversationId, @Nullable String leafId, @Nullable Duration life) {
        if (life != null && (life.isZero() || life.isNegative() || life.compareTo(LONGEST_LIFE) > 0)) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_REQUEST,
                    "expiresInMs: must be from 1 to " + LONGEST_LIFE.toMillis() + ", or null for never");
        }
        return Decisions.stored(() -> {
            if (list(owner, conversationId).size() >= MOST) {
                throw ParleyException.explained(
                        ErrorCode.INVALID_REQUEST, "this conversation is shared " + MOST + " times; revoke one first");
            }
            Snapshot snapshot = Stops.current(journal, conversationId);
            List<MessageView> path = Export.path(snapshot, leafId);
            long now = clock.millis();
            Share share = new Share(Ids.next(), Ids.secret(), now, life == null ? null : now + life.toMillis());
            String content = content(snapshot.conversation().title(), share, path);
            database.change(connection -> insert(connection, conversationId, share, content));
            return share;
        });
    }

    private static String content(String title, Share share, List<MessageView> path) {
        return Json.text(json -> {
            json.writeStartObject();
            json.write("title", title);
            json.write("sharedAt", share.createdAtMillis());
            if (share.expiresAtMillis() != null) {
                json.write("expiresAt", share.expiresAtMillis());
            }
            json.writeStartArray("messages");
            for (MessageView message : path) {
                json.writeStartObject();
                Transcription.said(json, message);
                MessageState state = message.state().terminal() ? message.state() : MessageState.INTERRUPTED;
                json.write("state", state.wire());
                json.writeEnd();
            }
            json.writeEnd();
            json.writeEnd();
        });
    }

    private static void insert(Connection connection, String conversationId, Share share, String content)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO share"
                + " (id, token, conversation_id, created_at, expires_at, content) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, share.id());
            insert.setString(2, share.token());
            insert.setString(3, conversationId);
            insert.setLong(4, share.createdAtMillis());
            insert.setObject(5, share.expiresAtMillis(), Types.BIGINT);
            insert.setString(6, content);
            insert.executeUpdate();
        }
    }

    /**
     * Those that can be read, the oldest first.
     *
     * @throws ParleyException if the conversation is not theirs
     */
    public List<Share> list(Owner owner, String conversationId) {
        return Decisions.stored(() -> {
            if (!table.exists(owner, conversationId)) {
                throw new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "unknown or not theirs");
            }
            return database.transaction(connection -> list(connection, conversationId));
        });
    }

    private List<Share> list(Connection connection, String conversationId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT share.id, token, share.created_at, expires_at"
                        + " FROM share JOIN conversation ON conversation.id = conversation_id"
                        + " WHERE conversation_id = ? AND " + LIVE + " ORDER BY share.created_at, share.id")) {
            select.setString(1, conversationId);
            select.setLong(2, clock.millis());
            List<Share> shares = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long expires = row.getLong(4);
                    shares.add(new Share(
                            row.getString(1), row.getString(2), row.getLong(3), row.wasNull() ? null : expires));
                }
            }
            return shares;
        }
    }

    /** @throws ParleyException if there is none of this id, or it is not theirs */
    public void revoke(Owner owner, String shareId) {
        int revoked = Decisions.stored(() -> database.transaction(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM share WHERE id = ?"
                            + " AND conversation_id IN (SELECT id FROM conversation WHERE owner_id = ? AND deleted_at IS NULL)")) {
                delete.setString(1, shareId);
                delete.setString(2, owner.id());
                return delete.executeUpdate();
            }
        }));
        if (revoked == 0) {
            throw notFound();
        }
    }

    /**
     * What is shared, as JSON. For everybody.
     *
     * @throws ParleyException if the token is unknown, revoked or expired, or the conversation was deleted
     */
    public String read(String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw notFound();
        }
        return Decisions.stored(() -> database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT content FROM share"
                    + " JOIN conversation ON conversation.id = conversation_id WHERE token = ? AND " + LIVE)) {
                select.setString(1, token);
                select.setLong(2, clock.millis());
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        throw notFound();
                    }
                    return row.getString(1);
                }
            }
        }));
    }

    private static ParleyException notFound() {
        return new ParleyException(ErrorCode.SHARE_NOT_FOUND, "unknown, revoked, expired or not theirs");
    }
}
