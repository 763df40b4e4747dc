package dev.parley.journal;

import dev.parley.protocol.Event;
import java.util.List;

/**
 * Events that follow a cursor.
 *
 * @param from the first sequence number covered
 * @param to the last sequence number covered; smaller than {@code from} if there is nothing new
 * @param events neighbouring text of one message joined to one
 */
public record Page(long from, long to, List<Event.Recorded> events) {
    public Page {
        events = List.copyOf(events);
    }

    public boolean isEmpty() {
        return to < from;
    }
}
