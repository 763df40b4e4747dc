package dev.parley.journal;

import dev.parley.protocol.Event;
import org.jspecify.annotations.Nullable;

/** An event with its number; neighbouring text of the same run grows into it. For one thread. */
final class Planned {

    /** Adjacent deltas are merged up to this length, in UTF-16 units. */
    private static final int MERGED_CHARS = 32 * 1024;

    private final long seq;
    private final Event event;
    private final @Nullable Fence fence;
    private final Append append;
    private final StringBuilder text = new StringBuilder();

    Planned(long seq, Event event, @Nullable Fence fence, Append append) {
        this.seq = seq;
        this.event = event;
        this.fence = fence;
        this.append = append;
        if (event instanceof Event.Text piece) {
            text.append(piece.text());
        }
    }

    /** As it was handed in: text without what has grown into it. */
    Event event() {
        return event;
    }

    /** In whose name it is written, or null. */
    @Nullable
    Fence fence() {
        return fence;
    }

    /** With which it came. */
    Append append() {
        return append;
    }

    /** Whether the next one was text that follows, and has become a part of this one. */
    boolean takes(Event next, @Nullable Fence by) {
        if (!(next instanceof Event.Text piece) || !(event instanceof Event.Text mine)) {
            return false;
        }
        boolean follows = piece.type() == mine.type()
                && piece.messageId().equals(mine.messageId())
                && piece.offset() == mine.offset() + text.length()
                && text.length() + piece.text().length() <= MERGED_CHARS
                && (fence == null ? by == null : fence.equals(by));
        if (follows) {
            text.append(piece.text());
        }
        return follows;
    }

    /** With all that has grown into it. */
    Event.Recorded recorded(long atMillis) {
        Event whole = event instanceof Event.Text piece ? piece.withText(text.toString()) : event;
        return new Event.Recorded(seq, atMillis, whole);
    }
}
