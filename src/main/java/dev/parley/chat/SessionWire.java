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

    private final Session session;

    SessionWire(Session session) {
        this.session = session;
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> done) {
        session.getAsyncRemote().sendText(text, result -> done.accept(result.isOK() ? null : failure(result)));
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
