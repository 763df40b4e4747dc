package dev.parley.journal;

import java.util.ArrayList;
import java.util.Collection;
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

    /** Whether some text has waited for long, or is much. */
    boolean isDue(long nowMillis) {
        for (LiveConversation live : conversations.values()) {
            if (live.isDue(nowMillis)) {
                return true;
            }
        }
        return false;
    }

    /** Those that are to be written to, and, if one is due, all that are soon: a transaction costs more than they do. */
    List<LiveConversation> toFold(Set<String> written, long nowMillis) {
        boolean due = isDue(nowMillis);
        List<LiveConversation> fold = new ArrayList<>();
        for (LiveConversation live : conversations.values()) {
            if ((due && live.isSoonDue(nowMillis)) || (live.hasUnfolded() && written.contains(live.id()))) {
                fold.add(live);
            }
        }
        return fold;
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
