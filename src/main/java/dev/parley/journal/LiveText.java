package dev.parley.journal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The conversations whose answers are being written, where one process has the database for itself.
 *
 * <p>Their text is appended to a file, all conversations together, and folded into the events of each conversation now and
 * then: a transaction, an index entry, a row and a new sequence number for each token would cost ten times as much. Nobody
 * but the writer's thread changes anything here; see docs/adr/0015.
 */
final class LiveText {

    /** Text waits so long, in milliseconds, before it is folded. */
    static final long FOLD_MILLIS = 3_000;

    /** So much text, in UTF-16 units, does not wait. */
    static final int FOLD_CHARS = 16 * 1024;

    /** With more segments than this all text is folded, whoever keeps them needed. */
    static final int MOST_SEGMENTS = 8;

    /** Text that cannot be folded is tried again after so long. */
    private static final long ASIDE_MILLIS = 60_000;

    private final LiveFile file;
    private final Map<String, LiveConversation> conversations = new ConcurrentHashMap<>();

    LiveText(LiveFile file) {
        this.file = file;
    }

    /** Where text is until it is folded. */
    LiveFile file() {
        return file;
    }

    /** Whether an append is text of an open answer, so that nothing has to be read to commit it. */
    boolean takes(Append append) {
        Fence fence = append.fence();
        if (fence == null || !append.isText()) {
            return false;
        }
        LiveConversation live = conversations.get(append.conversationId());
        return live != null && live.isOpen(fence);
    }

    @Nullable
    LiveConversation find(String conversationId) {
        return conversations.get(conversationId);
    }

    /** Whether there is text that the conversation's events lack. From any thread. */
    boolean isUnfolded(String conversationId) {
        LiveConversation live = conversations.get(conversationId);
        return live != null && live.hasUnfolded();
    }

    /** All that is to be folded now: if something is due, what is soon, too, since a transaction costs more than that. */
    List<LiveConversation> due(long nowMillis) {
        boolean all = file.segments() > MOST_SEGMENTS;
        if (!all && conversations.values().stream().noneMatch(live -> live.isDue(nowMillis))) {
            return List.of();
        }
        return conversations.values().stream()
                .filter(live -> all ? live.mayBeFolded(nowMillis) : live.isSoonDue(nowMillis))
                .toList();
    }

    /** Text of one conversation could not be folded. */
    void setAside(String conversationId, long nowMillis) {
        LiveConversation live = conversations.get(conversationId);
        if (live != null) {
            live.setAside(nowMillis + ASIDE_MILLIS);
        }
    }

    /** It is not known whether a batch with something of this conversation was committed. */
    void doubt(String conversationId) {
        LiveConversation live = conversations.get(conversationId);
        if (live != null) {
            live.doubt();
        }
    }

    /** Those that are to be written to, and the given ones. */
    List<LiveConversation> toFold(Set<String> written, List<LiveConversation> due) {
        Set<LiveConversation> fold = new LinkedHashSet<>(due);
        for (String id : written) {
            LiveConversation live = conversations.get(id);
            if (live != null && live.hasUnfolded()) {
                fold.add(live);
            }
        }
        return List.copyOf(fold);
    }

    /** What has been folded is not needed in the file any more. */
    void dropFolded(long lastBatch) {
        long oldest = lastBatch + 1;
        for (LiveConversation live : conversations.values()) {
            if (live.hasUnfolded()) {
                oldest = Math.min(oldest, live.firstBatch());
            }
        }
        file.dropBefore(oldest);
    }

    /** What a batch has learnt about a conversation by its row. */
    void learn(String conversationId, long lastSeq, Map<String, Long> open, Collection<String> ended) {
        LiveConversation live = conversations.get(conversationId);
        if (live == null) {
            if (open.isEmpty()) {
                return;
            }
            live = new LiveConversation(conversationId);
        }
        live.at(lastSeq);
        open.forEach(live::opened);
        ended.forEach(live::ended);
        if (live.hasOpen() || live.hasUnfolded()) {
            conversations.put(conversationId, live);
        } else {
            conversations.remove(conversationId);
        }
    }

    /** The conversation is gone. */
    void forget(String conversationId) {
        conversations.remove(conversationId);
    }

    /** All that have text to be folded. */
    List<LiveConversation> unfolded() {
        return conversations.values().stream()
                .filter(LiveConversation::hasUnfolded)
                .toList();
    }
}
