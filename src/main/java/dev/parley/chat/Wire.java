package dev.parley.chat;

import dev.parley.protocol.CloseCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket as the outlet sees it; the container's session, or a test's. */
interface Wire {

    /** Sends a text frame; tells null or the failure, perhaps before it returns, perhaps in another thread. */
    void send(String text, Consumer<@Nullable Throwable> done);

    /** Sends a ping frame; may throw anything when the socket is gone. */
    void ping();

    /** Closes the socket; may block for seconds when the peer is stalled. */
    void close(CloseCode code, String reason);
}
