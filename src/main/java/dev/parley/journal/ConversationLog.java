package dev.parley.journal;

import dev.parley.protocol.ConversationView;
import dev.parley.protocol.Event;
import dev.parley.protocol.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One conversation's events in memory: a bounded tail for readers, and the transcript that all of them make.
 *
 * <p>Notes: one lock protects everything but the doorbells; it is held for memory operations only. Doorbells ring
 * outside of it, in the appending thread. An append checks everything before it changes anything.
 */
final class ConversationLog {

    private static final Logger LOG = Logger.getLogger(ConversationLog.class.getName());
    private static final int KEPT_FENCES = 64;
    private static final Long ENDED = Long.MAX_VALUE;

    private final Object lock = new Object();
    private final Map<Object, Runnable> doorbells = new ConcurrentHashMap<>();
    private final String epoch;
    private final int tailEvents;
    private final int tailChars;
    private final Transcript transcript;
    private final Deque<Event.Recorded> tail = new ArrayDeque<>();
    private final Map<String, Long> fences = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > KEPT_FENCES;
        }
    };
    private int chars;
    private long lastSeq;

    ConversationLog(String conversationId, String epoch, int tailEvents, int tailChars) {
        this.epoch = epoch;
        this.tailEvents = tailEvents;
        this.tailChars = tailChars;
        this.transcript = new Transcript(conversationId);
    }

    String epoch() {
        return epoch;
    }

    long append(List<Event> events, @Nullable Fence fence, long atMillis) {
        synchronized (lock) {
            if (fence != null) {
                check(fence);
            }
            for (Event event : events) {
                Event.Recorded recorded = new Event.Recorded(lastSeq + 1, atMillis, event);
                transcript.apply(recorded);
                lastSeq++;
                tail.addLast(recorded);
                chars += chars(recorded);
                if (fence != null && event instanceof Event.GenerationEnded) {
                    fences.put(fence.generationId(), ENDED);
                }
            }
            trim();
            return lastSeq;
        }
    }

    private void check(Fence fence) {
        long highest = fences.getOrDefault(fence.generationId(), fence.number());
        if (fence.number() < highest) {
            throw new StaleFenceException(fence);
        }
        fences.put(fence.generationId(), fence.number());
    }

    private void trim() {
        while (tail.size() > tailEvents || (chars > tailChars && tail.size() > 1)) {
            chars -= chars(tail.removeFirst());
        }
    }

    private static int chars(Event.Recorded recorded) {
        if (recorded.event() instanceof Event.MessageCreated created) {
            return created.text().length();
        }
        return recorded.event() instanceof Event.Text text ? text.text().length() : 0;
    }

    Optional<Page> readAfter(long seq, int maxChars) {
        synchronized (lock) {
            long firstKept = lastSeq - tail.size() + 1;
            if (seq > lastSeq || seq + 1 < firstKept) {
                return Optional.empty();
            }
            if (seq == lastSeq) {
                return Optional.of(new Page(seq + 1, seq, List.of()));
            }
            return Optional.of(page(seq, maxChars));
        }
    }

    /** Most readers are near the end: so the way back from there is the short one. */
    private Page page(long seq, int maxChars) {
        Deque<Event.Recorded> wanted = new ArrayDeque<>();
        Iterator<Event.Recorded> back = tail.descendingIterator();
        for (long missing = lastSeq - seq; missing > 0; missing--) {
            wanted.addFirst(back.next());
        }
        Joined joined = new Joined();
        long to = seq;
        int read = 0;
        for (Event.Recorded recorded : wanted) {
            if (read > 0 && read + chars(recorded) > maxChars) {
                break;
            }
            read += chars(recorded);
            joined.add(recorded);
            to = recorded.seq();
        }
        return new Page(seq + 1, to, joined.take());
    }

    Snapshot snapshot() {
        synchronized (lock) {
            return transcript.snapshot(lastSeq);
        }
    }

    ConversationView view() {
        synchronized (lock) {
            return transcript.view();
        }
    }

    Runnable listen(Runnable doorbell) {
        Object listener = new Object();
        doorbells.put(listener, doorbell);
        return () -> doorbells.remove(listener);
    }

    void ring() {
        for (Runnable doorbell : doorbells.values()) {
            try {
                doorbell.run();
            } catch (RuntimeException | Error e) {
                // What one listener does must harm neither the others nor the one who appends.
                LOG.log(Level.SEVERE, "a doorbell broke down", e);
            }
        }
    }
}
