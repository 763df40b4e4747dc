package dev.parley.journal;

import dev.parley.protocol.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring text of one message in one row of the table of events: the row has the last sequence number, the first
 * time and offset, and tells by its payload where each event ends, as in {@code 5@0 9@33}: lengths in UTF-16 units, and
 * milliseconds since the first.
 */
final class Packed {

    /** A row holds at most this much, in UTF-16 units. */
    private static final int MOST_CHARS = 64 * 1024;

    /**
     * @param seq of the last event
     * @param first event, with its own offset
     */
    record Row(long seq, long atMillis, Event.Text first, String text, String payload) {}

    private Packed() {}

    /** @param events text, in order, without a gap */
    static List<Row> pack(List<Event.Recorded> events) {
        List<Row> rows = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            int to = from + 1;
            int chars = text(events.get(from)).text().length();
            while (to < events.size() && chars < MOST_CHARS && follows(events.get(to - 1), events.get(to))) {
                chars += text(events.get(to)).text().length();
                to++;
            }
            rows.add(row(events.subList(from, to), chars));
            from = to;
        }
        return rows;
    }

    private static boolean follows(Event.Recorded before, Event.Recorded after) {
        Event.Text one = text(before);
        Event.Text other = text(after);
        return after.seq() == before.seq() + 1
                && one.type() == other.type()
                && one.messageId().equals(other.messageId())
                && other.offset() == one.offset() + one.text().length();
    }

    private static Row row(List<Event.Recorded> events, int chars) {
        Event.Recorded first = events.get(0);
        StringBuilder text = new StringBuilder(chars);
        StringBuilder payload = new StringBuilder(events.size() * 8);
        for (Event.Recorded recorded : events) {
            String piece = text(recorded).text();
            text.append(piece);
            payload.append(payload.length() == 0 ? "" : " ")
                    .append(piece.length())
                    .append('@')
                    .append(recorded.atMillis() - first.atMillis());
        }
        Event.Recorded last = events.get(events.size() - 1);
        return new Row(last.seq(), first.atMillis(), text(first), text.toString(), payload.toString());
    }

    private static Event.Text text(Event.Recorded recorded) {
        return (Event.Text) recorded.event();
    }

    /**
     * The events that were packed, as they were.
     *
     * @param whole the row's event: the first offset, all the text
     * @param after only those with a greater sequence number
     */
    static void unpack(
            long seq, long atMillis, Event.Text whole, String payload, long after, List<Event.Recorded> into) {
        String[] parts = payload.split(" ");
        long next = seq - parts.length + 1;
        int at = 0;
        for (String part : parts) {
            int sign = part.indexOf('@');
            int length = Integer.parseInt(part.substring(0, sign));
            if (next > after) {
                String piece = whole.text().substring(at, at + length);
                into.add(new Event.Recorded(
                        next,
                        atMillis + Long.parseLong(part.substring(sign + 1)),
                        at(whole, whole.offset() + at, piece)));
            }
            at += length;
            next++;
        }
    }

    private static Event at(Event.Text like, int offset, String text) {
        return like instanceof Event.ReasoningDelta
                ? new Event.ReasoningDelta(like.messageId(), offset, text)
                : new Event.Delta(like.messageId(), offset, text);
    }
}
