package dev.parley.journal;

import dev.parley.protocol.Event;
import dev.parley.protocol.EventType;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.TokenEstimate;
import dev.parley.protocol.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What answers cost, by user, UTC day and model: written in the transaction that ends them, so exactly once.
 *
 * <p>Where the provider has not said what an answer cost, as when it was stopped, it is estimated from what the model was
 * asked and from what it wrote since. An answer that failed without a word is taken to have cost nothing.
 */
final class TokenUse {

    private record Key(String ownerId, String model) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byOwner = ownerId.compareTo(other.ownerId);
            return byOwner == 0 ? model.compareTo(other.model) : byOwner;
        }
    }

    private record Amount(long answers, long prompt, long completion) {
        Amount plus(Amount other) {
            return new Amount(answers + other.answers, prompt + other.prompt, completion + other.completion);
        }
    }

    private TokenUse() {}

    /** Counts the answers that end with these events; everything else of them must be in the tables already. */
    static void count(Connection connection, long atMillis, List<MessageRows.InConversation> recorded)
            throws SQLException {
        // In one order in all transactions, which so cannot wait for each other in a circle.
        Map<Key, Amount> amounts = new TreeMap<>();
        for (MessageRows.InConversation one : recorded) {
            if (one.recorded().event() instanceof Event.GenerationEnded ended) {
                count(connection, one.conversationId(), ended, amounts);
            }
        }
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(atMillis), ZoneOffset.UTC);
        for (Map.Entry<Key, Amount> amount : amounts.entrySet()) {
            add(connection, day, amount.getKey(), amount.getValue());
        }
    }

    private static void count(
            Connection connection, String conversationId, Event.GenerationEnded ended, Map<Key, Amount> amounts)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT conversation.owner_id, COALESCE(message.model, generation.model), generation.prompt_tokens"
                        + " FROM generation JOIN conversation ON conversation.id = generation.conversation_id"
                        + " JOIN message ON message.id = generation.message_id WHERE generation.id = ?")) {
            select.setString(1, ended.generationId());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    Amount amount = amount(connection, conversationId, ended, row.getLong(3));
                    if (amount != null) {
                        amounts.merge(new Key(row.getString(1), row.getString(2)), amount, Amount::plus);
                    }
                }
            }
        }
    }

    private static @Nullable Amount amount(
            Connection connection, String conversationId, Event.GenerationEnded ended, long prompt)
            throws SQLException {
        Usage usage = ended.usage();
        if (usage != null) {
            return new Amount(1, usage.inputTokens(), usage.outputTokens());
        }
        long written = written(connection, conversationId, ended);
        return written == 0 && ended.state() == MessageState.FAILED ? null : new Amount(1, prompt, written);
    }

    /** An estimate of what was written since the generation began; its events stay for as long as it is open. */
    private static long written(Connection connection, String conversationId, Event.GenerationEnded ended)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT type, text FROM event"
                + " WHERE conversation_id = ? AND message_id = ?"
                + " AND seq > (SELECT MAX(seq) FROM event WHERE conversation_id = ? AND generation_id = ? AND type = ?)"
                + " AND type IN (?, ?, ?) ORDER BY seq")) {
            select.setString(1, conversationId);
            select.setString(2, ended.messageId());
            select.setString(3, conversationId);
            select.setString(4, ended.generationId());
            select.setString(5, EventType.GENERATION_STARTED.wire());
            select.setString(6, EventType.DELTA.wire());
            select.setString(7, EventType.REASONING_DELTA.wire());
            select.setString(8, EventType.MESSAGE_RESTARTED.wire());
            TokenEstimate estimate = new TokenEstimate();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    // What follows a restart is the whole text once more.
                    estimate = EventType.MESSAGE_RESTARTED.wire().equals(row.getString(1))
                            ? new TokenEstimate()
                            : estimate.add(row.getString(2));
                }
            }
            return estimate.tokens();
        }
    }

    private static void add(Connection connection, LocalDate day, Key key, Amount amount) throws SQLException {
        if (!update(connection, day, key, amount)) {
            insert(connection, day, key, amount);
        }
    }

    private static boolean update(Connection connection, LocalDate day, Key key, Amount amount) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE token_use SET answers = answers + ?,"
                + " prompt_tokens = prompt_tokens + ?, completion_tokens = completion_tokens + ?"
                + " WHERE owner_id = ? AND used_on = ? AND model = ?")) {
            update.setLong(1, amount.answers());
            update.setLong(2, amount.prompt());
            update.setLong(3, amount.completion());
            update.setString(4, key.ownerId());
            update.setObject(5, day);
            update.setString(6, key.model());
            return update.executeUpdate() == 1;
        }
    }

    /** Another node may be inserting the same row: PostgreSQL then adds to it. H2 has one node only. */
    private static void insert(Connection connection, LocalDate day, Key key, Amount amount) throws SQLException {
        boolean postgres = "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO token_use"
                + " (owner_id, used_on, model, answers, prompt_tokens, completion_tokens) VALUES (?, ?, ?, ?, ?, ?)"
                + (postgres
                        ? " ON CONFLICT (owner_id, used_on, model) DO UPDATE SET"
                                + " answers = token_use.answers + EXCLUDED.answers,"
                                + " prompt_tokens = token_use.prompt_tokens + EXCLUDED.prompt_tokens,"
                                + " completion_tokens = token_use.completion_tokens + EXCLUDED.completion_tokens"
                        : ""))) {
            insert.setString(1, key.ownerId());
            insert.setObject(2, day);
            insert.setString(3, key.model());
            insert.setLong(4, amount.answers());
            insert.setLong(5, amount.prompt());
            insert.setLong(6, amount.completion());
            insert.executeUpdate();
        }
    }
}
