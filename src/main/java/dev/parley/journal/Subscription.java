package dev.parley.journal;

import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.Snapshot;
import java.util.List;
import java.util.Optional;
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

        /** The conversation is gone; nothing follows. */
        record Gone() implements Step {}
    }

    private enum Phase {
        STARTING,
        FOLLOWING,
        GONE
    }

    private final Journal journal;
    private final String conversationId;
    private final int maxChars;
    private final Runnable stopListening;
    private final @Nullable Cursor start;
    private Phase phase = Phase.STARTING;
    private long after;

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
        this.stopListening = journal.listen(conversationId, doorbell);
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

    private Step first() {
        Optional<String> epoch = journal.epoch(conversationId);
        if (epoch.isEmpty()) {
            return gone();
        }
        if (start != null
                && start.epoch().equals(epoch.get())
                && journal.readAfter(conversationId, start.after(), 1).isPresent()) {
            phase = Phase.FOLLOWING;
            after = start.after();
            return new Step.Recovered(epoch.get(), after);
        }
        return reset(epoch.get());
    }

    private @Nullable Step follow() {
        Optional<Page> page = journal.readAfter(conversationId, after, maxChars);
        if (page.isEmpty()) {
            return journal.epoch(conversationId).map(this::reset).orElseGet(this::gone);
        }
        if (page.get().isEmpty()) {
            return null;
        }
        after = page.get().to();
        return new Step.Events(page.get().from(), after, page.get().events());
    }

    private Step reset(String epoch) {
        Optional<Snapshot> snapshot = journal.snapshot(conversationId);
        if (snapshot.isEmpty()) {
            return gone();
        }
        phase = Phase.FOLLOWING;
        after = snapshot.get().seq();
        return new Step.Reset(epoch, snapshot.get());
    }

    private Step gone() {
        phase = Phase.GONE;
        return new Step.Gone();
    }

    @Override
    public void close() {
        stopListening.run();
    }
}
