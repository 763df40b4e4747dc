package dev.parley.chat;

import dev.parley.journal.Journal;
import dev.parley.journal.Subscription;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of one connection. A doorbell only marks its cursor; marked ones are read in turn when the socket is
 * free.
 *
 * <p>Notes: one lock protects the maps; journals are read outside of it, by the outlet's one reader.
 */
final class Subscriptions {

    /** A connection follows at most this many conversations. */
    static final int MOST = 128;

    /** About how much text one frame carries, in UTF-16 units. */
    static final int FRAME_CHARS = 32 * 1024;

    /** A step, and what it answers: the ref of the subscribe is repeated once. */
    record Read(
            String conversationId,
            Subscription.Step step,
            @Nullable String ref) {}

    private static final class Entry {
        private @Nullable Subscription subscription;
        private @Nullable String ref;
        private boolean marked;
    }

    private final Journal journal;
    private final Runnable wake;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Deque<Entry> marked = new ArrayDeque<>();
    private boolean closed;

    Subscriptions(Journal journal, Runnable wake) {
        this.journal = journal;
        this.wake = wake;
    }

    /**
     * Follows a conversation from a cursor on, in place of what was followed of it before.
     *
     * @throws ParleyException if there are too many
     */
    void follow(@Nullable String ref, String conversationId, @Nullable Cursor cursor) {
        Entry entry = new Entry();
        entry.ref = ref;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (entries.size() >= MOST && !entries.containsKey(conversationId)) {
                throw new ParleyException(ErrorCode.TOO_MANY_SUBSCRIPTIONS, "at most " + MOST);
            }
            remove(entries.put(conversationId, entry));
            entry.subscription = new Subscription(journal, conversationId, cursor, FRAME_CHARS, () -> mark(entry));
        }
        mark(entry);
    }

    synchronized void unfollow(String conversationId) {
        remove(entries.remove(conversationId));
    }

    synchronized void close() {
        closed = true;
        entries.values().forEach(this::remove);
        entries.clear();
    }

    /** What comes next of any conversation, or null. For one thread at a time. */
    @Nullable
    Read next() {
        for (Entry entry = takeMarked(); entry != null; entry = takeMarked()) {
            Subscription subscription = entry.subscription;
            if (subscription == null) {
                continue;
            }
            Subscription.Step step = subscription.next();
            if (step != null) {
                markQuietly(entry);
                String ref = entry.ref;
                entry.ref = step instanceof Subscription.Step.Unavailable ? ref : null;
                return new Read(subscription.conversationId(), step, ref);
            }
        }
        return null;
    }

    private void remove(@Nullable Entry entry) {
        if (entry != null && entry.subscription != null) {
            entry.subscription.close();
            entry.subscription = null;
            marked.remove(entry);
        }
    }

    private void mark(Entry entry) {
        if (markQuietly(entry)) {
            wake.run();
        }
    }

    private synchronized boolean markQuietly(Entry entry) {
        if (entry.subscription == null || entry.marked) {
            return false;
        }
        entry.marked = true;
        marked.addLast(entry);
        return true;
    }

    private synchronized @Nullable Entry takeMarked() {
        Entry entry = marked.pollFirst();
        if (entry != null) {
            entry.marked = false;
        }
        return entry;
    }
}
