package dev.parley.journal;

import dev.parley.protocol.ConversationView;
import dev.parley.protocol.Event;
import dev.parley.protocol.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of what happened to conversations. All methods are thread-safe.
 *
 * <p>Sequence numbers are dense for each conversation, from 1 (invariant I1). What can be read is committed (I3).
 */
public interface Journal {

    /** Opens a conversation's journal, empty, with an epoch of its own. Does nothing if it is open. */
    void open(String conversationId);

    /**
     * Appends all events or none.
     *
     * @param fence the generation in whose name they are written, or null for what a user does
     * @return completes with the last sequence number once the events are committed; fails with {@link
     *     StaleFenceException} if the fence is old, with {@link NoSuchJournalException} if there is no such conversation
     */
    CompletionStage<Long> append(String conversationId, List<Event> events, @Nullable Fence fence);

    /**
     * What follows a sequence number, at most about {@code maxChars} characters of text.
     *
     * @return empty if the events after it are gone, or it lies ahead of the end: take a snapshot
     */
    Optional<Page> readAfter(String conversationId, long seq, int maxChars);

    /** The identity of a conversation's journal, or empty if there is none. */
    Optional<String> epoch(String conversationId);

    /** The conversation as of its last event, or empty if there is none. */
    Optional<Snapshot> snapshot(String conversationId);

    /** What a list shows of the conversation, or empty if there is none. Cheap. */
    Optional<ConversationView> view(String conversationId);

    /**
     * Rings whenever a conversation may have new events, in the thread that appended; ring lightly.
     *
     * @return stops it; idempotent
     */
    Runnable listen(String conversationId, Runnable doorbell);

    /** Forgets a conversation, its events included. */
    void remove(String conversationId);
}
