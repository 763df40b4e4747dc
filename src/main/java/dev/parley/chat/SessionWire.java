package dev.parley.chat;

import dev.parley.protocol.CloseCode;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A container's WebSocket session. */
final class SessionWire implements Wire {

    /**
     * What the sending thread sees meanwhile. Payara's Tyrus starts a time-out at each send, by a managed executor that
     * searches the context class loader for services: with the application's that costs more than everything else.
     */
    private static final ClassLoader BARE = ClassLoader.getPlatformClassLoader();

    private final Session session;

    SessionWire(Session session) {
        this.session = session;
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> done) {
        Thread sender = Thread.currentThread();
        ClassLoader application = sender.getContextClassLoader();
        sender.setContextClassLoader(BARE);
        try {
            session.getAsyncRemote()
                    .sendText(
                            text,
                            result -> in(application, () -> {
                                done.accept(result.isOK() ? null : failure(result));
                            }));
        } finally {
            sender.setContextClassLoader(application);
        }
    }

    /** A send's result may come before the send returns. */
    private static void in(ClassLoader loader, Runnable task) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            task.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Throwable failure(SendResult result) {
        return result.getException() == null ? new IOException("not sent") : result.getException();
    }

    @Override
    public void ping() {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code.code()), reason));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
