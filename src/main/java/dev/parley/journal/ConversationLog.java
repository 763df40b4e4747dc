package dev.parley.journal;

import dev.parley.protocol.Event;
import dev.parley.protocol.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One conversation in memory: a bounded tail of its events for readers, and the transcript that all of them make. The
 * tables are the truth; this follows them.
 *
 * <p>Notes: {@code lock} protects the state and is held for memory operations only; {@code loading} is held by the one
 * who reads the tables. {@code known} is the highest sequence number heard of, {@code lastSeq} the last one that is
 * here; who finds them apart has the difference read. Doorbells ring outside of all locks.
 */
final class ConversationLog {

    /** What a reader finds. */
    enum State {
        /** It is being read for the first time. */
        LOADING,
        READY,
        /** There is no such conversation. */
        GONE
    }

    private static final Logger LOG = Logger.getLogger(ConversationLog.class.getName());

    private final String id;
    private final int tailEvents;
    private final int tailChars;
    private final Object lock = new Object();
    private final ReentrantLock loading = new ReentrantLock();
    private final AtomicBoolean ringing = new AtomicBoolean();
    private final Map<Object, Runnable> doorbells = new ConcurrentHashMap<>();
    private final Deque<Event.Recorded> tail = new ArrayDeque<>();
    private State state = State.LOADING;
    private String epoch = "";
    private Transcript transcript;
    private long lastSeq;
    private long known;
    private long checks;
    private long failures;
    private int chars;

    ConversationLog(String id, int tailEvents, int tailChars) {
        this.id = id;
        this.tailEvents = tailEvents;
        this.tailChars = tailChars;
        this.transcript = new Transcript(id);
    }

    String id() {
        return id;
    }

    /** Held by the one who reads the tables for it. */
    ReentrantLock loading() {
        return loading;
    }

    State state() {
        synchronized (lock) {
            return state;
        }
    }

    String epoch() {
        synchronized (lock) {
            return epoch;
        }
    }

    long lastSeq() {
        synchronized (lock) {
            return lastSeq;
        }
    }

    /** How often it was compared with the tables. */
    long checks() {
        synchronized (lock) {
            return checks;
        }
    }

    /** How often the tables could not be read since it was last compared with them. */
    long failures() {
        synchronized (lock) {
            return failures;
        }
    }

    void failed() {
        synchronized (lock) {
            failures++;
        }
    }

    /** About how much memory it holds, in UTF-16 units. */
    long chars() {
        synchronized (lock) {
            return transcript.chars() + chars;
        }
    }

    /** Events that were committed by this node; whether the tables must be read to catch up. */
    boolean committed(List<Event.Recorded> events) {
        synchronized (lock) {
            if (events.isEmpty()) {
                return false;
            }
            long from = events.get(0).seq();
            known = Math.max(known, events.get(events.size() - 1).seq());
            if (state == State.READY && from == lastSeq + 1) {
                events.forEach(this::add);
                trim();
            }
            return state == State.GONE || (state == State.READY && known > lastSeq);
        }
    }

    /** Somebody else has committed up to this number; whether the tables must be read to catch up. */
    boolean heardOf(long seq) {
        synchronized (lock) {
            known = Math.max(known, seq);
            return state != State.LOADING && known > lastSeq;
        }
    }

    /** Whether it is as far as anybody has heard. */
    boolean isCaughtUp() {
        synchronized (lock) {
            return state != State.LOADING && lastSeq >= known;
        }
    }

    /** Takes what follows its end; false if there is a gap, or it belongs to another epoch: then load it whole. */
    boolean follow(List<Event.Recorded> events, JournalReader.Head head) {
        synchronized (lock) {
            if (state != State.READY || !epoch.equals(head.epoch())) {
                return false;
            }
            for (Event.Recorded recorded : events) {
                if (recorded.seq() > lastSeq + 1) {
                    return false;
                }
                if (recorded.seq() == lastSeq + 1) {
                    add(recorded);
                }
            }
            trim();
            if (lastSeq < head.lastSeq()) {
                return false;
            }
            checked();
            return true;
        }
    }

    private void checked() {
        checks++;
        failures = 0;
    }

    /** Takes the place of all there was. */
    void load(JournalReader.Stored stored) {
        synchronized (lock) {
            boolean older = state == State.READY
                    && epoch.equals(stored.head().epoch())
                    && lastSeq > stored.head().lastSeq();
            if (older) {
                checked();
                return;
            }
            epoch = stored.head().epoch();
            transcript = new Transcript(stored.view(), stored.deleted(), stored.messages());
            tail.clear();
            chars = 0;
            lastSeq = stored.compactedSeq();
            stored.events().forEach(this::add);
            trim();
            if (lastSeq != stored.head().lastSeq()) {
                // Compacted up to the end, or a hole: nobody can read over it.
                tail.clear();
                chars = 0;
                lastSeq = stored.head().lastSeq();
            }
            known = Math.max(known, lastSeq);
            state = State.READY;
            checked();
        }
    }

    /** The conversation does not exist. */
    void vanish() {
        synchronized (lock) {
            state = State.GONE;
            transcript = new Transcript(id);
            tail.clear();
            chars = 0;
            lastSeq = 0;
            known = 0;
            checked();
        }
    }

    private void add(Event.Recorded recorded) {
        transcript.apply(recorded);
        if (recorded.seq() != lastSeq + 1) {
            tail.clear();
            chars = 0;
        }
        lastSeq = recorded.seq();
        tail.addLast(recorded);
        chars += chars(recorded);
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

    /** What follows a sequence number, or empty if it is gone from memory or lies ahead. */
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

    /** The generations that are writing an answer. */
    List<String> running() {
        synchronized (lock) {
            return transcript.running();
        }
    }

    /** Whether its owner has deleted it. */
    boolean isDeleted() {
        synchronized (lock) {
            return transcript.isDeleted();
        }
    }

    Runnable listen(Runnable doorbell) {
        Object listener = new Object();
        doorbells.put(listener, doorbell);
        return () -> doorbells.remove(listener);
    }

    boolean hasListeners() {
        return !doorbells.isEmpty();
    }

    /** Whether the caller is to have it rung: it was not about to be. */
    boolean toBeRung() {
        return ringing.compareAndSet(false, true);
    }

    void ring() {
        ringing.set(false);
        for (Runnable doorbell : new ArrayList<>(doorbells.values())) {
            ring(doorbell);
        }
    }

    private static void ring(@Nullable Runnable doorbell) {
        try {
            if (doorbell != null) {
                doorbell.run();
            }
        } catch (RuntimeException | Error e) {
            // What one listener does must harm neither the others nor the one who rings.
            LOG.log(Level.SEVERE, "a doorbell broke down", e);
        }
    }
}
