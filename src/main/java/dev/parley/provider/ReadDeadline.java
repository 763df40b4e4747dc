package dev.parley.provider;

import dev.parley.platform.Scheduler;
import dev.parley.protocol.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the reading thread when the model takes too long: to the first event, between events, or in all.
 *
 * <p>Notes: one timer task serves the whole stream; it looks at the deadlines when it fires and sets itself again. The
 * lock protects all fields and is held for decisions only, and for the interrupt, so that none can arrive after
 * {@link #close()}.
 */
final class ReadDeadline implements AutoCloseable {

    private final Scheduler scheduler;
    private final Thread reader;
    private final ProviderSpec.Timeouts timeouts;
    private final long totalDeadline;
    private long eventDeadline;
    private boolean firstSeen;
    private boolean finishing;
    private boolean closed;
    private @Nullable ErrorCode expired;
    private Scheduler.Scheduled task;

    /** Counts from now on, for the thread that calls. */
    ReadDeadline(Scheduler scheduler, ProviderSpec.Timeouts timeouts) {
        this.scheduler = scheduler;
        this.timeouts = timeouts;
        this.reader = Thread.currentThread();
        long now = scheduler.millis();
        this.totalDeadline = now + timeouts.total().toMillis();
        this.eventDeadline = now + timeouts.firstEvent().toMillis();
        this.task = arm(now);
    }

    /** An event with data has come. */
    synchronized void progress() {
        firstSeen = true;
        if (!finishing) {
            eventDeadline = scheduler.millis() + timeouts.betweenEvents().toMillis();
        }
    }

    /** The finish reason has come: what may follow gets only a moment. */
    synchronized void finishing(Duration moment) {
        if (!finishing && !closed) {
            finishing = true;
            firstSeen = true;
            eventDeadline = scheduler.millis() + moment.toMillis();
            task.cancel();
            task = arm(scheduler.millis());
        }
    }

    /** Why the thread was interrupted, or null if it was not, or by somebody else. */
    synchronized @Nullable ErrorCode expired() {
        return expired;
    }

    /** Stops the clock; an interrupt that it sent before is taken back. */
    @Override
    public synchronized void close() {
        closed = true;
        task.cancel();
        if (expired != null && Thread.currentThread() == reader) {
            Thread.interrupted();
        }
    }

    private Scheduler.Scheduled arm(long now) {
        long wait = Math.max(1, Math.min(eventDeadline, totalDeadline) - now);
        return scheduler.after(Duration.ofMillis(wait), this::fire);
    }

    private synchronized void fire() {
        if (closed || expired != null) {
            return;
        }
        long now = scheduler.millis();
        if (now >= totalDeadline) {
            expire(ErrorCode.MODEL_TIMEOUT);
        } else if (now >= eventDeadline) {
            expire(firstSeen ? ErrorCode.MODEL_STALLED : ErrorCode.MODEL_TIMEOUT);
        } else {
            task = arm(now);
        }
    }

    private void expire(ErrorCode code) {
        expired = code;
        reader.interrupt();
    }
}
