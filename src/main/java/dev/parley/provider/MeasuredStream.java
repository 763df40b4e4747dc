package dev.parley.provider;

import dev.parley.protocol.ErrorCode;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another stream, measured: its pieces, what it used, and how it ended. Not thread-safe, as that one. */
final class MeasuredStream implements ModelStream {

    private static final String NO_ERROR = "";

    /** Nobody has heard the end: the user stopped it, or another node has it now. */
    private static final String STOPPED = "cancelled";

    private final ModelStream stream;
    private final ModelMeters.Measured measured;
    private final Timer chunks;
    private long lastPiece;
    private String outcome = STOPPED;
    private boolean closed;

    MeasuredStream(ModelStream stream, ModelMeters.Measured measured) {
        this.stream = stream;
        this.measured = measured;
        this.chunks = measured.chunks();
    }

    @Override
    public @Nullable ModelEvent next() {
        ModelEvent event;
        try {
            event = stream.next();
        } catch (ProviderException e) {
            outcome =
                    Thread.currentThread().isInterrupted() ? STOPPED : e.code().wire();
            throw e;
        } catch (RuntimeException e) {
            outcome = ErrorCode.INTERNAL.wire();
            throw e;
        }
        if (event instanceof ModelEvent.Finished finished) {
            outcome = NO_ERROR;
            if (finished.usage() != null) {
                measured.used(finished.usage());
            }
        } else if (event != null) {
            piece();
        }
        return event;
    }

    private void piece() {
        long now = System.nanoTime();
        if (lastPiece != 0) {
            chunks.record(now - lastPiece, TimeUnit.NANOSECONDS);
        }
        lastPiece = now;
    }

    @Override
    public void close() {
        stream.close();
        if (!closed) {
            closed = true;
            measured.ended(outcome);
        }
    }
}
