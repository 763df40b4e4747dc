package dev.parley.journal;

import dev.parley.protocol.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects events and joins neighbouring text of one message and kind to one. Not thread-safe. */
final class Joined {

    private final List<Event.Recorded> events = new ArrayList<>();
    private Event.@Nullable Text open;
    private final StringBuilder text = new StringBuilder();
    private long seq;
    private long atMillis;

    void add(Event.Recorded recorded) {
        if (!(recorded.event() instanceof Event.Text piece)) {
            close();
            events.add(recorded);
            return;
        }
        if (open == null || open.type() != piece.type() || !open.messageId().equals(piece.messageId())) {
            close();
            open = piece;
        }
        text.append(piece.text());
        seq = recorded.seq();
        atMillis = recorded.atMillis();
    }

    List<Event.Recorded> take() {
        close();
        return events;
    }

    private void close() {
        if (open != null) {
            events.add(new Event.Recorded(seq, atMillis, open.withText(text.toString())));
            text.setLength(0);
            open = null;
        }
    }
}
