package dev.parley.journal;

import dev.parley.platform.Ids;
import dev.parley.protocol.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The appends of one transaction. Used once, by one thread.
 *
 * <p>Notes: the rows of all conversations are locked first, in the order of their ids, so that sequence numbers are
 * dense under concurrent nodes and batches cannot deadlock. Conditions are checked under these locks, and a
 * generation's fence once more in the statement that inserts what it writes.
 */
final class Batch {

    private final String node;
    private final List<Pending> pendings;
    private final long atMillis;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, PlannedConversation> conversations = new LinkedHashMap<>();
    private final Map<String, Generation> generations = new HashMap<>();
    private final List<String> claimed = new ArrayList<>();
    private final @Nullable LiveText liveText;
    private final List<LiveConversation> folded;
    private long number;
    private final Steps steps;
    private boolean written;

    private record Outcome(
            Pending pending, long seq, @Nullable RuntimeException refusal) {}

    /** @param startedAtMillis by the clock of the node that started it */
    private record Generation(String conversationId, String node, long fence, boolean open, long startedAtMillis) {}

    /**
     * @param liveText where this process has the database for itself, else null
     * @param due conversations whose text is to be folded though nothing else is written to them
     */
    Batch(String node, List<Pending> pendings, long atMillis, @Nullable LiveText liveText, List<LiveConversation> due) {
        this.node = node;
        this.pendings = pendings;
        this.atMillis = atMillis;
        this.steps = new Steps(node, atMillis);
        this.liveText = liveText;
        this.folded = liveText == null ? List.of() : liveText.toFold(conversationIds(), due);
    }

    private Set<String> conversationIds() {
        Set<String> ids = new HashSet<>();
        pendings.forEach(pending -> ids.add(pending.append().conversationId()));
        return ids;
    }

    /** Writes everything into the open transaction. */
    void write(Connection connection, long number, JournalWriter.Notifier notifier) throws SQLException {
        this.number = number;
        lockConversations(connection);
        fold(connection);
        readGenerations(connection);
        for (Pending pending : pendings) {
            outcomes.add(plan(connection, pending));
        }
        GenerationRows.insert(connection, node, atMillis, started());
        insertEvents(connection);
        MessageRows.apply(connection, atMillis, recorded());
        GenerationRows.end(connection, atMillis, recorded());
        TokenUse.count(connection, atMillis, recorded());
        steps.write(connection);
        ConversationRows.apply(connection, atMillis, changes());
        Batches.mark(connection, node, number, atMillis);
        Map<String, Long> lastSeqs = new HashMap<>();
        changed().forEach(conversation -> lastSeqs.put(conversation.id(), conversation.lastSeq()));
        notifier.announce(connection, lastSeqs, claimed);
        written = true;
    }

    /** Moves text that has waited among the events of its conversation, which is locked. */
    private void fold(Connection connection) throws SQLException {
        Map<String, List<Event.Recorded>> texts = new LinkedHashMap<>();
        for (LiveConversation live : folded) {
            PlannedConversation conversation = conversations.get(live.id());
            if (conversation == null) {
                continue;
            }
            // The row decides: a batch whose outcome nobody knows may have folded some.
            List<Event.Recorded> missing = live.unfoldedAfter(conversation.lastSeq());
            if (!missing.isEmpty()) {
                conversation.at(live.lastSeq());
                texts.put(live.id(), missing);
            }
        }
        LiveRows.fold(connection, texts);
    }

    /** Conversations that are not written to, and whose text it folds all the same. */
    List<String> foldedBesides() {
        Set<String> written = conversationIds();
        return folded.stream()
                .map(LiveConversation::id)
                .filter(id -> !written.contains(id))
                .toList();
    }

    /** Nobody will know whether it was committed: what is believed of its conversations may be out of date. */
    void doubt() {
        if (liveText != null) {
            folded.forEach(LiveConversation::doubt);
            conversationIds().forEach(liveText::doubt);
        }
    }

    /** Whether it was written, so that its commit may have happened. */
    boolean isWritten() {
        return written;
    }

    /** Tells everybody, once the transaction is committed. */
    void complete(JournalWriter.Listener listener) {
        if (liveText != null) {
            remember(liveText);
        }
        changed().forEach(conversation -> listener.committed(conversation.id(), conversation.record(atMillis)));
        steps.ended().forEach(listener::ended);
        for (Outcome outcome : outcomes) {
            if (outcome.refusal() == null) {
                outcome.pending().committed().complete(outcome.seq());
            } else {
                outcome.pending().committed().completeExceptionally(outcome.refusal());
            }
        }
    }

    /** What this batch has done to answers that are being written. */
    private void remember(LiveText liveText) {
        for (LiveConversation one : folded) {
            one.folded();
            if (!conversations.containsKey(one.id())) {
                liveText.forget(one.id());
            }
        }
        Map<String, Map<String, Long>> open = new HashMap<>();
        Map<String, List<String>> ended = new HashMap<>();
        generations.forEach((id, generation) -> {
            if (generation.open()) {
                open.computeIfAbsent(generation.conversationId(), key -> new HashMap<>())
                        .put(id, generation.fence());
            } else {
                ended.computeIfAbsent(generation.conversationId(), key -> new ArrayList<>())
                        .add(id);
            }
        });
        conversations
                .values()
                .forEach(conversation -> liveText.learn(
                        conversation.id(),
                        conversation.lastSeq(),
                        open.getOrDefault(conversation.id(), Map.of()),
                        ended.getOrDefault(conversation.id(), List.of())));
        if (!folded.isEmpty()) {
            liveText.dropFolded(number);
        }
    }

    private List<PlannedConversation> changed() {
        return conversations.values().stream()
                .filter(PlannedConversation::isChanged)
                .toList();
    }

    private void lockConversations(Connection connection) throws SQLException {
        Set<String> ids = new TreeSet<>();
        for (Pending pending : pendings) {
            if (pending.append().opening() == null) {
                ids.add(pending.append().conversationId());
            }
        }
        folded.forEach(conversation -> ids.add(conversation.id()));
        query(
                connection,
                "SELECT id, last_seq, deleted_at IS NOT NULL FROM conversation",
                ids,
                " ORDER BY id FOR UPDATE",
                row -> {
                    conversations.put(
                            row.getString(1),
                            new PlannedConversation(row.getString(1), row.getLong(2), row.getBoolean(3)));
                });
    }

    private void readGenerations(Connection connection) throws SQLException {
        Set<String> ids = new TreeSet<>();
        for (Pending pending : pendings) {
            Fence fence = pending.append().fence();
            Append.Claim claim = pending.append().claim();
            if (fence != null) {
                ids.add(fence.generationId());
            }
            if (claim != null) {
                ids.add(claim.generationId());
            }
            for (Event event : pending.append().events()) {
                if (event instanceof Event.GenerationEnded ended) {
                    ids.add(ended.generationId());
                }
            }
        }
        query(
                connection,
                "SELECT id, conversation_id, node_id, fence, state, started_at FROM generation",
                ids,
                "",
                row -> {
                    generations.put(
                            row.getString(1),
                            new Generation(
                                    row.getString(2),
                                    row.getString(3),
                                    row.getLong(4),
                                    GenerationRows.OPEN.equals(row.getString(5)),
                                    row.getLong(6)));
                });
    }

    @FunctionalInterface
    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private void query(Connection connection, String select, Collection<String> ids, String rest, Row each)
            throws SQLException {
        List<String> all = List.copyOf(ids);
        int atOnce = liveText == null ? Wanted.MOST : Wanted.FEW;
        for (int from = 0; from < all.size(); from += atOnce) {
            Wanted wanted = Wanted.of(all.subList(from, Math.min(all.size(), from + atOnce)));
            try (PreparedStatement statement =
                    connection.prepareStatement(select + " WHERE id IN " + wanted.list() + rest)) {
                wanted.set(statement);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        each.take(row);
                    }
                }
            }
        }
    }

    private Outcome plan(Connection connection, Pending pending) throws SQLException {
        Append append = pending.append();
        PlannedConversation conversation = append.opening() == null
                ? conversations.get(append.conversationId())
                : open(connection, append, append.opening());
        if (append.isFolding()) {
            return new Outcome(pending, 0, null);
        }
        if (conversation == null) {
            return new Outcome(
                    pending,
                    0,
                    append.opening() == null
                            ? new NoSuchJournalException(append.conversationId())
                            : new ConflictException(append.conversationId()));
        }
        if (conversation.isDeleted() != append.isRestoring() && append.fence() == null && append.claim() == null) {
            return new Outcome(pending, 0, new NoSuchJournalException(append.conversationId()));
        }
        if (append.at() != null && append.at() != conversation.lastSeq()) {
            return new Outcome(pending, 0, new ConflictException(append.conversationId()));
        }
        Fence fence = append.fence();
        if (append.claim() != null) {
            fence = claim(connection, append.claim());
            if (fence == null) {
                Append.Claim claim = append.claim();
                long number = claim.fence() == null ? 0 : claim.fence();
                return new Outcome(pending, 0, new StaleFenceException(new Fence(claim.generationId(), number)));
            }
        } else if (fence != null && !isOpen(fence)) {
            return new Outcome(pending, 0, new StaleFenceException(fence));
        }
        for (Event event : append.events()) {
            add(conversation, timed(connection, conversation, event), fence, append);
        }
        return new Outcome(pending, conversation.lastSeq(), null);
    }

    /** The same event with what only the journal knows: how long it all took. */
    private Event timed(Connection connection, PlannedConversation conversation, Event event) throws SQLException {
        if (!(event instanceof Event.GenerationEnded ended)) {
            return event;
        }
        Generation generation = generations.get(ended.generationId());
        if (generation == null) {
            return event;
        }
        AnswerTimes times = new AnswerTimes(generation.startedAtMillis());
        times.read(connection, conversation.id(), ended.messageId());
        conversation.planned().forEach(planned -> times.see(ended.messageId(), planned.event(), atMillis));
        return ended.withTimings(times.endedAt(atMillis));
    }

    private boolean isOpen(Fence fence) {
        Generation generation = generations.get(fence.generationId());
        return generation != null && generation.open() && generation.fence() == fence.number();
    }

    private @Nullable PlannedConversation open(Connection connection, Append append, Append.Opening opening)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO conversation (id, owner_id, opened_by,"
                + " epoch, title, model, last_seq, compacted_seq, created_at, updated_at)"
                + " SELECT CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR), '', NULL, 0, 0,"
                + " CAST(? AS BIGINT), CAST(? AS BIGINT)"
                + " WHERE NOT EXISTS (SELECT 1 FROM conversation WHERE owner_id = ? AND opened_by = ?)")) {
            insert.setString(1, append.conversationId());
            insert.setString(2, opening.ownerId());
            insert.setString(3, opening.clientMessageId());
            insert.setString(4, Ids.next());
            insert.setLong(5, atMillis);
            insert.setLong(6, atMillis);
            insert.setString(7, opening.ownerId());
            insert.setString(8, opening.clientMessageId());
            if (insert.executeUpdate() == 0) {
                return null;
            }
        }
        PlannedConversation conversation = new PlannedConversation(append.conversationId(), 0, false);
        conversations.put(conversation.id(), conversation);
        return conversation;
    }

    /** Raises the fence of an open generation; null if it is not open, or its owner is alive. */
    private @Nullable Fence claim(Connection connection, Append.Claim claim) throws SQLException {
        Generation generation = generations.get(claim.generationId());
        if (generation == null || !generation.open()) {
            return null;
        }
        boolean taken = claim.fence() == null
                ? GenerationRows.seize(connection, claim.generationId())
                : GenerationRows.takeOver(connection, node, claim.generationId(), claim.fence());
        if (!taken) {
            return null;
        }
        long number = generation.fence() + 1;
        generations.put(
                claim.generationId(),
                new Generation(generation.conversationId(), node, number, true, generation.startedAtMillis()));
        if (claim.fence() != null) {
            steps.takeOver(claim.generationId(), generation.node(), number);
        }
        claimed.add(claim.generationId());
        return new Fence(claim.generationId(), number);
    }

    private void add(PlannedConversation conversation, Event event, @Nullable Fence fence, Append append) {
        if (!conversation.add(event, fence, append)) {
            return;
        }
        if (!(event instanceof Event.Text)) {
            steps.see(event, fence, append);
        }
        if (event instanceof Event.GenerationStarted started) {
            generations.put(
                    started.generationId(), new Generation(conversation.id(), node, Fence.FIRST, true, atMillis));
        } else if (event instanceof Event.GenerationEnded ended) {
            generations.put(ended.generationId(), new Generation(conversation.id(), node, 0, false, 0));
        }
    }

    private List<GenerationRows.Started> started() {
        List<GenerationRows.Started> started = new ArrayList<>();
        for (PlannedConversation conversation : conversations.values()) {
            for (Planned planned : conversation.planned()) {
                if (planned.event() instanceof Event.GenerationStarted event) {
                    started.add(new GenerationRows.Started(conversation.id(), event, planned.append()));
                }
            }
        }
        return started;
    }

    private List<MessageRows.InConversation> recorded() {
        List<MessageRows.InConversation> recorded = new ArrayList<>();
        for (PlannedConversation conversation : conversations.values()) {
            for (Planned planned : conversation.planned()) {
                if (!(planned.event() instanceof Event.Text)) {
                    recorded.add(new MessageRows.InConversation(conversation.id(), planned.recorded(atMillis)));
                }
            }
        }
        return recorded;
    }

    private List<ConversationRows.Changed> changes() {
        return changed().stream()
                .map(conversation -> new ConversationRows.Changed(
                        conversation.id(),
                        conversation.lastSeq(),
                        conversation.planned().stream()
                                .map(planned -> planned.event())
                                .toList()))
                .toList();
    }

    private void insertEvents(Connection connection) throws SQLException {
        try (PreparedStatement plain = connection.prepareStatement(EventRows.INSERT);
                PreparedStatement fenced = connection.prepareStatement(EventRows.INSERT_FENCED)) {
            List<Fence> fences = new ArrayList<>();
            boolean any = false;
            for (PlannedConversation conversation : conversations.values()) {
                for (Planned planned : conversation.planned()) {
                    Fence fence = planned.fence();
                    EventRows.add(fence == null ? plain : fenced, conversation.id(), planned.recorded(atMillis), fence);
                    if (fence == null) {
                        any = true;
                    } else {
                        fences.add(fence);
                    }
                }
            }
            if (any) {
                plain.executeBatch();
            }
            int[] inserted = fences.isEmpty() ? new int[0] : fenced.executeBatch();
            for (int i = 0; i < inserted.length; i++) {
                if (inserted[i] == 0) {
                    throw new StaleFenceException(fences.get(i));
                }
            }
        }
    }
}
