package dev.parley.chat;

import dev.parley.protocol.CloseCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Another wire, whose frames are counted. */
final class CountedWire implements Wire {

    private final Wire wire;
    private final DoorMeters.Sent sent;

    CountedWire(Wire wire, DoorMeters.Sent sent) {
        this.wire = wire;
        this.sent = sent;
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> done) {
        sent.frame(text.length());
        wire.send(text, done);
    }

    @Override
    public void ping() {
        wire.ping();
    }

    @Override
    public void close(CloseCode code, String reason) {
        wire.close(code, reason);
    }
}
