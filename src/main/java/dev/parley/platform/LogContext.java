package dev.parley.platform;

import org.jspecify.annotations.Nullable;

/**
 * What a thread works on at present: each line that it logs says so, and an error that it reports names the same trace.
 * Only ids, never content or secrets.
 *
 * @param traceId 32 hexadecimal digits
 * @param parent the place in somebody else's trace that this work was asked from, or null
 * @param link the place in the trace of a socket's handshake, to which what its frames do is only linked, or null
 * @param user by id
 * @param atMillis when it was asked for, in milliseconds since 1970, or null
 */
public record LogContext(
        @Nullable String traceId,
        @Nullable TraceParent parent,
        @Nullable TraceParent link,
        @Nullable String conversationId,
        @Nullable String generationId,
        @Nullable String user,
        @Nullable Long atMillis) {

    public static final LogContext NONE = new LogContext(null, null, null, null, null, null, null);

    private static final ThreadLocal<LogContext> CURRENT = new ThreadLocal<>();

    /** Until it is closed, in the thread that entered it. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Work that nobody else has begun. */
    public static LogContext begin() {
        return new LogContext(Ids.trace(), null, null, null, null, null, System.currentTimeMillis());
    }

    /** Work that was asked for with this header, if it is one. */
    public static LogContext asked(@Nullable String traceparent) {
        return TraceParent.parse(traceparent)
                .map(parent ->
                        new LogContext(parent.traceId(), parent, null, null, null, null, System.currentTimeMillis()))
                .orElseGet(LogContext::begin);
    }

    /** An answer's life. */
    public static LogContext answer(String traceId, String conversationId, String generationId) {
        return new LogContext(traceId, null, null, conversationId, generationId, null, null);
    }

    /** Of this thread. */
    public static LogContext current() {
        LogContext current = CURRENT.get();
        return current == null ? NONE : current;
    }

    /** Of this thread, or one of its own for what has none. */
    public static LogContext currentOrNew() {
        LogContext current = current();
        return current.traceId() == null ? begin() : current;
    }

    /** The trace of this thread's work, or a new one where it has none. */
    public static String trace() {
        String traceId = current().traceId();
        return traceId == null ? Ids.trace() : traceId;
    }

    public LogContext linkedTo(@Nullable TraceParent place) {
        return new LogContext(traceId, parent, place, conversationId, generationId, user, atMillis);
    }

    public LogContext of(@Nullable String conversation) {
        return new LogContext(traceId, parent, link, conversation, generationId, user, atMillis);
    }

    public LogContext by(@Nullable String userId) {
        return new LogContext(traceId, parent, link, conversationId, generationId, userId, atMillis);
    }

    /** From now on this thread works on this, until the scope is closed; then on what it did before. */
    public Scope enter() {
        LogContext before = CURRENT.get();
        CURRENT.set(this);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }
}
