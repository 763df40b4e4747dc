package dev.parley.journal;

import dev.parley.platform.TraceParent;
import dev.parley.trace.StopCause;
import org.jspecify.annotations.Nullable;

/**
 * What an append tells an answer's trace beyond its events.
 *
 * @param parent the place in the asker's trace that the question came from
 * @param link the place in the trace of the socket's handshake
 * @param askedAtMillis when, by this node's clock
 * @param stop why an answer is stopped
 */
public record Note(
        @Nullable TraceParent parent,
        @Nullable TraceParent link,
        @Nullable Long askedAtMillis,
        @Nullable StopCause stop) {

    public static final Note NONE = new Note(null, null, null, null);

    /** A question, as it came in. */
    public static Note asked(@Nullable TraceParent parent, @Nullable TraceParent link, @Nullable Long askedAtMillis) {
        return new Note(parent, link, askedAtMillis, null);
    }

    /** An answer is stopped. */
    public static Note stopping(@Nullable StopCause cause) {
        return new Note(null, null, null, cause);
    }
}
