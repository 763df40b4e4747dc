package dev.parley.chat;

import dev.parley.protocol.CloseCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The only way out to one socket: one frame in flight, pings included, and no queue.
 *
 * <p>Notes: {@code wakeups} counts calls of {@link #wake()} since the source was last found empty; whoever raises it
 * from 0 pumps, and goes on until it can set it back to 0. While a frame is in flight it is not 0, so nobody else
 * pumps. A send's callback may come before the send returns or from another thread later; {@link Step} lets exactly
 * one of the two go on, so the stack does not grow. A server may lose a send, a close or a callback: the tick kills
 * what is in flight too long or has been silent too long, and {@link #kill} trusts no callback. A close waits for the
 * frame in flight, but not long: Open Liberty may lose one that meets a send, and then keeps the connection for ever.
 */
final class Outlet {

    private static final Logger LOG = Logger.getLogger(Outlet.class.getName());

    /** A short frame that is in flight longer than this is lost, and its reader dead. */
    static final long SEND_TIMEOUT_MILLIS = 20_000;

    /** A long frame, such as a snapshot, gets a millisecond more for each so many characters: about 128 kbit/s. */
    static final int CHARS_PER_MILLI = 8;

    /** A close waits no longer than this for the frame in flight. */
    static final long CLOSE_PATIENCE_MILLIS = 1_000;

    /** A peer that has neither spoken nor answered a ping for this long is gone. */
    static final long SILENCE_MILLIS = 70_000;

    private final Wire wire;
    private final Supplier<@Nullable String> source;
    private final LongSupplier millis;
    private final long pingIntervalMillis;
    private final Runnable cleanUp;
    private final Executor closer;
    private final AtomicInteger wakeups = new AtomicInteger();
    private final AtomicBoolean dead = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile long inFlightSince = -1;
    private volatile long patienceMillis = SEND_TIMEOUT_MILLIS;
    private final AtomicBoolean closeIsDue = new AtomicBoolean();
    private volatile CloseCode closeCode = CloseCode.GOING_AWAY;
    private volatile String closeReason = "";
    private volatile long heardAt;
    private volatile long pingedAt;
    private volatile boolean pingDue;

    /**
     * @param source the next frame, or null; asked by one thread at a time
     * @param closer where a close or a ping may block
     * @param cleanUp frees what the connection holds; run once, when the socket dies
     */
    Outlet(
            Wire wire,
            Supplier<@Nullable String> source,
            LongSupplier millis,
            long pingIntervalMillis,
            Executor closer,
            Runnable cleanUp) {
        this.wire = wire;
        this.source = source;
        this.millis = millis;
        this.pingIntervalMillis = pingIntervalMillis;
        this.closer = closer;
        this.cleanUp = cleanUp;
        this.heardAt = millis.getAsLong();
        this.pingedAt = heardAt;
    }

    /** The source may have something. From any thread. */
    void wake() {
        if (wakeups.getAndIncrement() == 0) {
            pump();
        }
    }

    /** The peer has said something, a pong included. */
    void heard() {
        heardAt = millis.getAsLong();
    }

    /** Looks after the socket; called about once a second. Does not block. */
    void tick() {
        long now = millis.getAsLong();
        long since = inFlightSince;
        if (closeIsDue.get()) {
            closeUnlessInFlight();
        } else if (since >= 0 && now - since > patienceMillis) {
            kill(CloseCode.TOO_MANY, "reads too slowly");
        } else if (now - heardAt > SILENCE_MILLIS) {
            kill(CloseCode.IDLE, "no sign of life");
        } else if (now - pingedAt >= pingIntervalMillis) {
            pingedAt = now;
            pingDue = true;
            boolean handedOver = inThreadOfItsOwn(this::wake);
            pingedAt = handedOver ? now : pingedAt;
        }
    }

    private void closeUnlessInFlight() {
        long since = inFlightSince;
        if (since < 0 || millis.getAsLong() - since > CLOSE_PATIENCE_MILLIS) {
            closeInThreadOfItsOwn();
        }
    }

    /** Without a thread for it, the close stays due until the next tick. */
    private void closeInThreadOfItsOwn() {
        if (closeIsDue.compareAndSet(true, false) && !inThreadOfItsOwn(() -> close(closeCode, closeReason))) {
            closeIsDue.set(true);
        }
    }

    private boolean inThreadOfItsOwn(Runnable task) {
        try {
            closer.execute(task);
            return true;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "no thread to look after a socket", e);
            return false;
        }
    }

    /** Whether the connection has ended and its socket is closed, or being closed. */
    boolean isDead() {
        return dead.get() && !closeIsDue.get();
    }

    /** Completes when the socket is closed: the close that {@link #kill} asked for was carried out, or has failed. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    /**
     * Ends the connection: own clean-up first, then, when no frame is in flight any more, the close, in a thread of its own.
     * Idempotent.
     */
    void kill(CloseCode code, String reason) {
        if (!die()) {
            return;
        }
        LOG.log(Level.FINE, () -> "a socket is closed with " + code.code() + ": " + reason);
        closeCode = code;
        closeReason = reason;
        closeIsDue.set(true);
        closeUnlessInFlight();
    }

    /** The socket is closed already. Idempotent. */
    void gone() {
        die();
        closeIsDue.set(false);
        closed.complete(null);
    }

    /** Whether this call was the first. */
    private boolean die() {
        if (!dead.compareAndSet(false, true)) {
            return false;
        }
        cleanUp.run();
        return true;
    }

    private void close(CloseCode code, String reason) {
        try {
            wire.close(code, reason);
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "closing a socket failed", e);
        } finally {
            closed.complete(null);
        }
    }

    private void pump() {
        while (!dead.get()) {
            int seen = wakeups.get();
            if (pingDue) {
                pingDue = false;
                ping();
            }
            String frame = frame();
            if (frame != null) {
                if (!send(frame)) {
                    return;
                }
            } else if (wakeups.compareAndSet(seen, 0)) {
                return;
            }
        }
    }

    private @Nullable String frame() {
        try {
            return source.get();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, "a connection cannot say what comes next", e);
            kill(CloseCode.GOING_AWAY, "internal error");
            return null;
        }
    }

    private void ping() {
        try {
            wire.ping();
        } catch (RuntimeException | Error e) {
            died(e);
        }
    }

    /** Whether this thread goes on: false if the callback will. */
    private boolean send(String frame) {
        patienceMillis = SEND_TIMEOUT_MILLIS + frame.length() / CHARS_PER_MILLI;
        inFlightSince = millis.getAsLong();
        Step step = new Step();
        try {
            wire.send(frame, step::done);
        } catch (RuntimeException | Error e) {
            sent(e);
            return false;
        }
        return step.returned();
    }

    private void sent(@Nullable Throwable failure) {
        inFlightSince = -1;
        if (failure != null) {
            died(failure);
        }
        if (dead.get()) {
            closeInThreadOfItsOwn();
        }
    }

    private void died(Throwable failure) {
        LOG.log(Level.FINE, "a send failed", failure);
        kill(CloseCode.GOING_AWAY, "send failed");
    }

    /** One send: its return and its callback, in either order; the later one goes on. */
    private final class Step {
        private final AtomicBoolean first = new AtomicBoolean(true);

        boolean returned() {
            return !first.compareAndSet(true, false);
        }

        void done(@Nullable Throwable failure) {
            sent(failure);
            if (!first.compareAndSet(true, false)) {
                pump();
            }
        }
    }
}
