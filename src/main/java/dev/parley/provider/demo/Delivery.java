package dev.parley.provider.demo;

import dev.parley.platform.Scheduler;
import dev.parley.platform.Scheduler.Scheduled;
import dev.parley.provider.demo.Exchange.Outcome;
import dev.parley.provider.demo.wire.Piece;
import dev.parley.provider.demo.wire.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes a reply piece by piece, each when its time has come. No thread waits between two pieces.
 *
 * <p>Notes: the outcome is set once, by whoever sees the end first: the last piece, a failed write, the container or the
 * cap. The channel is written to and closed only under the lock, and never written to once there is an outcome. Whoever
 * sets the outcome while another thread writes leaves the closing to that thread.
 */
final class Delivery {

    /** As the original: no request takes longer. */
    static final Duration LONGEST = Duration.ofSeconds(600);

    /** Where the bytes go. */
    interface Channel {
        /** Writes and flushes; without bytes only the headers. */
        void write(byte[] bytes) throws IOException;

        /** Ends the response; the last call. */
        void close();
    }

    private final Channel channel;
    private final Iterator<Piece> pieces;
    private final Outcome goodEnd;
    private final Exchange exchange;
    private final Scheduler scheduler;
    private final Executor workers;
    private final Clock clock;
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;
    private volatile Scheduled cap = () -> {};

    Delivery(Channel channel, Reply reply, Exchange exchange, Scheduler scheduler, Executor workers, Clock clock) {
        this.channel = channel;
        this.pieces = reply.body().iterator();
        this.goodEnd = reply.aborted() ? Outcome.BROKEN : Outcome.COMPLETED;
        this.exchange = exchange;
        this.scheduler = scheduler;
        this.workers = workers;
        this.clock = clock;
    }

    void start() {
        cap = scheduler.after(LONGEST, () -> hand(() -> end(Outcome.CAPPED)));
        hand(this::advance);
    }

    /** Ends it if it has not ended; any thread. */
    void end(Outcome how) {
        if (outcome.compareAndSet(null, how)) {
            cap.cancel();
            exchange.ended(how, clock.instant());
        }
        settle();
    }

    private void hand(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            end(Outcome.FAILED);
        }
    }

    private void due(Piece piece) {
        if (write(piece)) {
            advance();
        }
    }

    /** Writes what is due now, and comes back for what is due later. */
    private void advance() {
        for (Piece piece = next(); piece != null; piece = next()) {
            Piece coming = piece;
            if (!coming.pause().isZero()) {
                scheduler.after(coming.pause(), () -> hand(() -> due(coming)));
                return;
            }
            if (!write(coming)) {
                return;
            }
        }
    }

    private @Nullable Piece next() {
        try {
            if (pieces.hasNext()) {
                return pieces.next();
            }
            end(goodEnd);
        } catch (RuntimeException e) {
            end(Outcome.FAILED);
        }
        return null;
    }

    /** Whether to go on. Servers tell of a client that has gone by I/O exceptions and by others. */
    private boolean write(Piece piece) {
        lock.lock();
        try {
            if (outcome.get() != null) {
                return false;
            }
            channel.write(piece.bytes());
            exchange.wrote(piece.events(), piece.bytes().length);
        } catch (IOException | RuntimeException e) {
            end(Outcome.DISCONNECTED);
        } finally {
            lock.unlock();
        }
        settle();
        return outcome.get() == null;
    }

    private void settle() {
        if (outcome.get() != null && lock.tryLock()) {
            try {
                if (!closed) {
                    closed = true;
                    channel.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
