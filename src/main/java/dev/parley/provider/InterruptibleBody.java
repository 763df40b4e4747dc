package dev.parley.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A response's body as a stream whose reads can be interrupted; the JDK's own swallows interrupts up to JDK 19.
 *
 * <p>Notes: the client's thread fills the queue, one reader empties it; at most {@value #AHEAD} pieces and the end wait in
 * it. More are asked for before all have come, else the client stops watching the connection and begins again each time.
 * Only the reader touches {@code current}, {@code taken} and {@code ended}.
 */
final class InterruptibleBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {

    /** A piece of the body, its end (no buffers, no failure), or its failure. */
    private record Piece(List<ByteBuffer> buffers, @Nullable Throwable failure) {}

    /** Each is one read of the client's, of at most 16 KiB. */
    private static final int AHEAD = 8;

    private static final Piece END = new Piece(List.of(), null);

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private Piece current = END;
    private int at;
    private int taken;
    private boolean ended;

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
        if (!subscription.complete(subscribed)) {
            subscribed.cancel();
            return;
        }
        subscribed.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece(buffers, null));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece(List.of(), failure));
    }

    @Override
    public void onComplete() {
        pieces.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = readable();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(into, from, count);
        return count;
    }

    private @Nullable ByteBuffer readable() throws IOException {
        while (!ended) {
            while (at < current.buffers().size()) {
                ByteBuffer buffer = current.buffers().get(at);
                if (buffer.hasRemaining()) {
                    return buffer;
                }
                at++;
            }
            next();
        }
        return null;
    }

    private void next() throws IOException {
        try {
            current = pieces.take();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted in mid-stream").initCause(e);
        }
        at = 0;
        if (current.failure() != null) {
            ended = true;
            throw new IOException("the response broke off", current.failure());
        }
        ended = current == END;
        taken++;
        if (taken == AHEAD / 2 && !ended) {
            taken = 0;
            subscription.thenAccept(subscribed -> subscribed.request(AHEAD / 2));
        }
    }

    /** What can be read without waiting: at least one byte if there is any. */
    @Override
    public int available() {
        int length = 0;
        for (int i = at; i < current.buffers().size() && !ended; i++) {
            length += current.buffers().get(i).remaining();
        }
        Piece next = length > 0 || ended ? null : pieces.peek();
        return next == null
                ? length
                : next.buffers().stream().mapToInt(ByteBuffer::remaining).sum();
    }

    /** Closes the provider's connection, unless the body has been read to its end. */
    @Override
    public void close() {
        ended = true;
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
