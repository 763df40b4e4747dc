package dev.parley.provider.demo;

import dev.parley.provider.demo.Exchange.Outcome;
import dev.parley.provider.demo.wire.Reply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/** An asynchronous servlet response as a channel. */
final class ServletChannel implements Delivery.Channel, AsyncListener {

    private static final long MORE_THAN_WILL_COME = 1L << 30;

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final ServletOutputStream out;
    private volatile Consumer<Outcome> ended = how -> {};
    private boolean first = true;

    ServletChannel(AsyncContext async, HttpServletResponse response, Reply reply, String requestId) throws IOException {
        this.async = async;
        this.response = response;
        response.setStatus(reply.status());
        response.setHeader("x-request-id", requestId);
        reply.headers().forEach(response::setHeader);
        if (reply.aborted()) {
            announceTooMuch();
        }
        out = response.getOutputStream();
        async.setTimeout(0);
    }

    /**
     * A servlet cannot reset a connection. The nearest thing all servers do: a length is announced that is never
     * reached, and the connection is closed, which a client must take for a broken response.
     */
    private void announceTooMuch() {
        response.setContentLengthLong(MORE_THAN_WILL_COME);
        response.setHeader("Connection", "close");
    }

    /** Whom to tell when the container sees the end. */
    void onEnd(Consumer<Outcome> listener) {
        ended = listener;
        async.addListener(this);
    }

    /** Open Liberty keeps back what the first flush of an asynchronous response should send; a second one sends it. */
    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        if (first) {
            first = false;
            response.flushBuffer();
        }
    }

    @Override
    public void close() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The container has completed it already.
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended.accept(Outcome.DISCONNECTED);
    }

    @Override
    public void onError(AsyncEvent event) {
        ended.accept(Outcome.DISCONNECTED);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        ended.accept(Outcome.CAPPED);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
