package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.journal.Journal;
import dev.parley.platform.Database;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Role;
import dev.parley.protocol.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds words in the titles and messages of an owner. A word is any piece of text, so two Chinese characters are one too.
 * Thread-safe; blocks.
 *
 * <p>Notes: the table of messages holds an answer's text once its deltas have been joined, which is soon after its end.
 * Those that are not joined yet are few: their conversations are read from the journal.
 */
@ApplicationScoped
public class Search {

    private static final int MOST_HITS = 50;
    private static final int QUERY_CHARS = 200;

    /** Answers at once whose text is not in the table yet. */
    private static final int MOST_UNJOINED = 100;

    private static final int PATIENCE_SECONDS = 10;

    /** Hits hold whole messages while they are read. */
    private static final int FETCHED = 5;

    private static final String NOT_JOINED = "SELECT 1 FROM generation WHERE generation.message_id = message.id"
            + " AND compaction IN ('open', 'ended')";
    private static final String OWN = "owner_id = ? AND deleted_at IS NULL";

    private final Database database;
    private final Journal journal;

    @Inject
    public Search(Database database, Journal journal) {
        this.database = database;
        this.journal = journal;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Search() {
        database = null;
        journal = null;
    }

    /**
     * Titles and messages that hold all of the words, the newest first.
     *
     * @param query words, with white space between them
     * @param limit from 1 to 50
     * @throws ParleyException if a parameter is not as described
     */
    public List<SearchHit> find(Owner owner, @Nullable String query, int limit) {
        List<String> words = words(query == null ? "" : query.strip());
        if (limit < 1 || limit > MOST_HITS) {
            throw ParleyException.explained(ErrorCode.INVALID_REQUEST, "limit: must be from 1 to " + MOST_HITS);
        }
        return Decisions.stored(() -> {
            List<SearchHit> hits = new ArrayList<>();
            hits.addAll(database.transaction(connection -> titles(connection, owner, words, limit)));
            hits.addAll(database.transaction(connection -> messages(connection, owner, words, limit)));
            database.transaction(connection -> unjoined(connection, owner))
                    .forEach(answer -> find(answer, words, hits));
            hits.sort(Comparator.comparingLong(SearchHit::atMillis)
                    .reversed()
                    .thenComparing(hit -> hit.messageId() == null ? "" : hit.messageId()));
            return List.copyOf(hits.subList(0, Math.min(limit, hits.size())));
        });
    }

    private static List<String> words(String query) {
        if (query.isEmpty() || query.length() > QUERY_CHARS || query.indexOf('\0') >= 0) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_REQUEST, "q: must have 1 to " + QUERY_CHARS + " characters");
        }
        return Arrays.stream(query.split("[\\s\\u3000]+")).distinct().toList();
    }

    /** A condition for each word; {@link #bind} fills them in. */
    private static String holdsAll(String column, List<String> words) {
        return (" AND LOWER(" + column + ") LIKE ? ESCAPE '!'").repeat(words.size());
    }

    /** Binds the owner and the words; returns the next parameter. */
    private static int bind(PreparedStatement select, Owner owner, List<String> words) throws SQLException {
        int at = 1;
        select.setString(at++, owner.id());
        for (String word : words) {
            select.setString(at++, pattern(word));
        }
        select.setQueryTimeout(PATIENCE_SECONDS);
        select.setFetchSize(FETCHED);
        return at;
    }

    private static String pattern(String word) {
        return '%'
                + word.toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_")
                + '%';
    }

    private static List<SearchHit> titles(Connection connection, Owner owner, List<String> words, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, title, archived, updated_at"
                + " FROM conversation WHERE " + OWN + holdsAll("title", words)
                + " ORDER BY updated_at DESC, id DESC LIMIT ?")) {
            select.setInt(bind(select, owner, words), limit);
            List<SearchHit> hits = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String title = row.getString(2);
                    hits.add(new SearchHit(
                            row.getString(1),
                            title,
                            row.getBoolean(3),
                            null,
                            null,
                            row.getLong(4),
                            Snippet.of(title, words)));
                }
            }
            return hits;
        }
    }

    private static List<SearchHit> messages(Connection connection, Owner owner, List<String> words, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT conversation.id, title, archived,"
                + " message.id, role, message.created_at, text"
                + " FROM conversation JOIN message ON message.conversation_id = conversation.id WHERE " + OWN
                + holdsAll("text", words) + " AND NOT EXISTS (" + NOT_JOINED + ")"
                + " ORDER BY message.created_at DESC, message.id DESC LIMIT ?")) {
            select.setInt(bind(select, owner, words), limit);
            List<SearchHit> hits = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hits.add(new SearchHit(
                            row.getString(1),
                            row.getString(2),
                            row.getBoolean(3),
                            row.getString(4),
                            Role.ofWire(row.getString(5)),
                            row.getLong(6),
                            Snippet.of(row.getString(7), words)));
                }
            }
            return hits;
        }
    }

    private record Answer(String conversationId, String messageId) {}

    private static List<Answer> unjoined(Connection connection, Owner owner) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT DISTINCT conversation.id, message_id"
                + " FROM generation JOIN conversation ON conversation.id = generation.conversation_id"
                + " WHERE compaction IN ('open', 'ended') AND " + OWN + " LIMIT " + MOST_UNJOINED)) {
            select.setString(1, owner.id());
            List<Answer> answers = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    answers.add(new Answer(row.getString(1), row.getString(2)));
                }
            }
            return answers;
        }
    }

    private void find(Answer answer, List<String> words, List<SearchHit> hits) {
        Snapshot snapshot = journal.current(answer.conversationId()).orElse(null);
        if (snapshot == null) {
            return;
        }
        for (MessageView message : snapshot.messages()) {
            if (message.id().equals(answer.messageId()) && Snippet.fits(message.text(), words)) {
                hits.add(new SearchHit(
                        answer.conversationId(),
                        snapshot.conversation().title(),
                        snapshot.conversation().archived(),
                        message.id(),
                        message.role(),
                        message.createdAtMillis(),
                        Snippet.of(message.text(), words)));
            }
        }
    }
}
