package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Usage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/**
 * Takes in conversations that were exported. A file is checked as a whole before anything is written, and written in one
 * transaction. Thread-safe; blocks.
 *
 * <p>Notes: nobody can follow a conversation that is not there yet, so its rows are written past the journal's writer:
 * as if all its events had happened and been compacted.
 */
@ApplicationScoped
public class Import {

    /** The longest file. */
    public static final int MAX_BYTES = 20 * 1024 * 1024;

    /** Files at once: a long one takes a multiple of its length in memory. */
    private static final int AT_ONCE = 2;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ConversationTable table;
    private final Database database;
    private final Limits limits;
    private final Semaphore room = new Semaphore(AT_ONCE);

    @Inject
    public Import(ConversationTable table, Database database, Config config) {
        this.table = table;
        this.database = database;
        this.limits = Limits.of(config);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Import() {
        table = null;
        database = null;
        limits = Limits.DEFAULT;
    }

    /**
     * Reads and writes a file.
     *
     * @param file reads it when there is room for it
     * @return the new conversations in the file's order
     * @throws ParleyException if it is not as it must be, or there is no room
     */
    public List<ConversationView> take(Owner owner, Supplier<String> file) {
        if (!room.tryAcquire()) {
            throw new ParleyException(ErrorCode.SERVER_OVERLOADED, "other files are being imported", RETRY_AFTER, null);
        }
        try {
            List<Imported> read = new ImportFile(limits, Clock.systemUTC().millis()).read(file.get());
            return Decisions.stored(() -> write(owner, read));
        } finally {
            room.release();
        }
    }

    private List<ConversationView> write(Owner owner, List<Imported> all) {
        if (table.count(owner) + all.size() > limits.conversationsPerOwner()) {
            throw new ParleyException(ErrorCode.TOO_MANY_CONVERSATIONS, "at most " + limits.conversationsPerOwner());
        }
        database.durably(connection -> {
            for (Imported one : all) {
                insert(connection, owner, one.conversation(), one.messages().size());
                insert(connection, one.conversation().id(), one.messages());
            }
            return all.size();
        });
        return all.stream().map(Imported::conversation).toList();
    }

    /** As if there had been one event for each message, and for the beginning. */
    private static void insert(Connection connection, Owner owner, ConversationView conversation, int messages)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO conversation (id, owner_id, opened_by,"
                + " epoch, title, model, last_seq, compacted_seq, created_at, updated_at, pinned, archived, options,"
                + " title_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'user')")) {
            insert.setString(1, conversation.id());
            insert.setString(2, owner.id());
            insert.setString(3, "import-" + conversation.id());
            insert.setString(4, Ids.next());
            insert.setString(5, conversation.title());
            insert.setString(6, conversation.model());
            insert.setLong(7, messages + 1L);
            insert.setLong(8, messages + 1L);
            insert.setLong(9, conversation.createdAtMillis());
            insert.setLong(10, conversation.updatedAtMillis());
            insert.setBoolean(11, conversation.pinned());
            insert.setBoolean(12, conversation.archived());
            insert.setString(13, OptionsJson.write(conversation.options()));
            insert.executeUpdate();
        }
    }

    private static void insert(Connection connection, String conversationId, List<MessageView> messages)
            throws SQLException {
        if (messages.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO message (id, conversation_id,"
                + " created_seq, parent_id, role, text_seq, text, reasoning, state, model, finish_reason, input_tokens,"
                + " output_tokens, reasoning_tokens, total_tokens, rating, created_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            long seq = 1;
            for (MessageView message : messages) {
                bind(insert, conversationId, ++seq, message);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, String conversationId, long seq, MessageView message)
            throws SQLException {
        Usage usage = message.usage();
        insert.setString(1, message.id());
        insert.setString(2, conversationId);
        insert.setLong(3, seq);
        insert.setString(4, message.parentId());
        insert.setString(5, message.role().wire());
        insert.setLong(6, seq);
        insert.setString(7, message.text());
        insert.setString(8, message.reasoning());
        insert.setString(9, message.state().wire());
        insert.setString(10, message.model());
        insert.setString(
                11,
                message.finishReason() == null ? null : message.finishReason().wire());
        insert.setObject(12, usage == null ? null : usage.inputTokens(), Types.BIGINT);
        insert.setObject(13, usage == null ? null : usage.outputTokens(), Types.BIGINT);
        insert.setObject(14, usage == null ? null : usage.reasoningTokens(), Types.BIGINT);
        insert.setObject(15, usage == null ? null : usage.totalTokens(), Types.BIGINT);
        insert.setString(16, message.rating() == null ? null : message.rating().wire());
        insert.setLong(17, message.createdAtMillis());
    }
}
