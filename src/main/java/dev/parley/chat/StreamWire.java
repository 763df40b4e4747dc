package dev.parley.chat;

import dev.parley.protocol.CloseCode;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response that never ends, written without blocking: one piece of text at a time, each flushed.
 *
 * <p>Notes: the container tells from its own threads when it takes more, and a close may come from any. All of them only
 * signal; whoever raises {@code signals} from 0 drives, and goes on until it can set it back to 0. So the response is
 * touched by one thread at a time, no lock is held while the container is called, and the stack does not grow.
 */
final class StreamWire implements Wire, WriteListener {

    private static final Logger LOG = Logger.getLogger(StreamWire.class.getName());

    private static final class Piece {
        private final byte[] bytes;
        private final Consumer<@Nullable Throwable> done;
        private boolean written;
        private boolean flushed;

        Piece(byte[] bytes, Consumer<@Nullable Throwable> done) {
            this.bytes = bytes;
            this.done = done;
        }
    }

    private final ServletOutputStream out;
    private final Runnable complete;
    private final Runnable heartbeat;
    private final Consumer<Throwable> failed;
    private final AtomicInteger signals = new AtomicInteger();
    private volatile @Nullable Piece piece;
    private volatile boolean ready;
    private volatile boolean closing;
    private boolean completed;

    /**
     * @param complete ends the response; called once
     * @param heartbeat is to have a comment sent as the next piece
     * @param failed is told by the container that the response is broken
     */
    StreamWire(ServletOutputStream out, Runnable complete, Runnable heartbeat, Consumer<Throwable> failed) {
        this.out = out;
        this.complete = complete;
        this.heartbeat = heartbeat;
        this.failed = failed;
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> done) {
        piece = new Piece(text.getBytes(StandardCharsets.UTF_8), done);
        signal();
    }

    @Override
    public void ping() {
        heartbeat.run();
    }

    /** Ends the response, whatever is in flight; the code has no place in HTTP. Idempotent. */
    @Override
    public void close(CloseCode code, String reason) {
        closing = true;
        signal();
    }

    @Override
    public void onWritePossible() {
        ready = true;
        signal();
    }

    @Override
    public void onError(Throwable failure) {
        failed.accept(failure);
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            int seen;
            do {
                seen = signals.get();
                advance();
            } while (!signals.compareAndSet(seen, 0));
        }
    }

    private void advance() {
        if (closing) {
            completeOnce();
            return;
        }
        Piece current = piece;
        try {
            while (ready && !closing && current != null && out.isReady()) {
                if (write(current)) {
                    piece = null;
                    current.done.accept(null);
                    current = piece;
                }
            }
        } catch (IOException | RuntimeException e) {
            piece = null;
            failed.accept(e);
        }
    }

    /** The bytes, or the flush after them; whether the piece is through: the container takes more after its flush. */
    private boolean write(Piece current) throws IOException {
        if (!current.written) {
            current.written = true;
            out.write(current.bytes);
            return false;
        }
        if (!current.flushed) {
            current.flushed = true;
            out.flush();
            return false;
        }
        return true;
    }

    private void completeOnce() {
        if (completed) {
            return;
        }
        completed = true;
        piece = null;
        try {
            complete.run();
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "the container has ended a stream before", e);
        }
    }
}
