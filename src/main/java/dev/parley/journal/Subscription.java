package dev.parley.journal;

import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A cursor into one conversation's journal that moves when its reader asks for more. It holds no events, so a slow
 * reader costs nothing: it gets fewer and larger pieces. {@link #next()} is for one thread at a time; {@link #close()}
 * may come from any.
 */
public final class Subscription implements AutoCloseable {

    /** What a reader gets. */
    public sealed interface Step {
        /** The cursor was good; what follows it comes next. */
        record Recovered(String epoch, long after) implements Step {}

        /** The cursor was void, missing or too old: this is everything up to now. */
        record Reset(String epoch, Snapshot snapshot) implements Step {}

        record Events(long from, long to, List<Event.Recorded> events) implements Step {}

        /** The journal cannot be read at present; what follows comes when it can. */
        record Unavailable() implements Step {}

        /** The conversation is gone; nothing follows. */
        record Gone() implements Step {}
    }

    private enum Phase {
        STARTING,
        FOLLOWING,
        GONE
    }

    private final Journal journal;
    private final Journal.Follower follower;
    private final String conversationId;
    private final int maxChars;
    private final @Nullable Cursor start;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final JournalMeters meters;
    private final long sinceNanos = System.nanoTime();
    private Phase phase = Phase.STARTING;
    private String epoch = "";
    private long after;
    private boolean toldUnavailable;

    /**
     * Listens from now on, so that no event can fall between the first read and the first ring.
     *
     * @param start where to go on, or null for a snapshot
     * @param maxChars about how much text one step may hold
     * @param doorbell rings when {@link #next()} may have something, in any thread; ring lightly
     */
    public Subscription(
            Journal journal, String conversationId, @Nullable Cursor start, int maxChars, Runnable doorbell) {
        this.journal = journal;
        this.conversationId = conversationId;
        this.start = start;
        this.maxChars = maxChars;
        this.meters = journal.meters();
        this.follower = journal.follow(conversationId, doorbell);
    }

    public String conversationId() {
        return conversationId;
    }

    /** What comes next, or null if there is nothing yet: the doorbell rings when there may be. */
    public @Nullable Step next() {
        return switch (phase) {
            case STARTING -> first();
            case FOLLOWING -> follow();
            case GONE -> null;
        };
    }

    private @Nullable Step first() {
        ConversationLog log = follower.log();
        if (!follower.isSettled()) {
            return log.failures() > 0 ? unavailable() : null;
        }
        if (log.state() == ConversationLog.State.GONE || log.isDeleted()) {
            return gone();
        }
        epoch = log.epoch();
        if (start != null
                && start.epoch().equals(epoch)
                && log.readAfter(start.after(), 1).isPresent()) {
            phase = Phase.FOLLOWING;
            after = start.after();
            if (after > 0) {
                journal.resumed(log, true, after);
            }
            if (comesBack()) {
                meters.resumed(true, System.nanoTime() - sinceNanos);
            }
            return new Step.Recovered(epoch, after);
        }
        if (comesBack()) {
            meters.resumed(false, System.nanoTime() - sinceNanos);
        }
        return reset(log);
    }

    /** Whether it has read something of the conversation before. */
    private boolean comesBack() {
        return start != null && start.after() > 0;
    }

    private @Nullable Step unavailable() {
        if (toldUnavailable) {
            return null;
        }
        toldUnavailable = true;
        return new Step.Unavailable();
    }

    private @Nullable Step follow() {
        ConversationLog log = follower.log();
        if (log.state() == ConversationLog.State.GONE) {
            return gone();
        }
        if (!log.epoch().equals(epoch)) {
            meters.readerFoundGap();
            return reset(log);
        }
        Optional<Page> page = log.readAfter(after, maxChars);
        if (page.isEmpty()) {
            meters.readerFoundGap();
            return reset(log);
        }
        if (page.get().isEmpty()) {
            return null;
        }
        after = page.get().to();
        return new Step.Events(page.get().from(), after, page.get().events());
    }

    private Step reset(ConversationLog log) {
        if (log.isDeleted()) {
            return gone();
        }
        Snapshot snapshot = log.snapshot();
        if (start != null || phase == Phase.FOLLOWING) {
            journal.resumed(log, false, snapshot.seq());
        }
        phase = Phase.FOLLOWING;
        epoch = log.epoch();
        after = snapshot.seq();
        return new Step.Reset(epoch, snapshot);
    }

    private Step gone() {
        phase = Phase.GONE;
        return new Step.Gone();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            follower.stop().run();
        }
    }
}
