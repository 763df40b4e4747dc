package dev.parley.provider;

import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Parses a stream of server-sent events (WHATWG HTML, "Server-sent events"; docs/providers.md 6).
 *
 * <p>Bytes may be cut anywhere: lines are put together as bytes and decoded whole, so a UTF-8 sequence is never split.
 * An event is handed on as soon as its blank line is read, after a lone CR at once. Not thread-safe.
 */
public final class EventStreamParser {

    /** A line, and the data of one event, may be this long, in bytes and characters. */
    public static final int DEFAULT_LIMIT = 4 * 1024 * 1024;

    private final int limit;
    private final Consumer<InboundSseEvent> events;
    private final Line line = new Line();
    private boolean atStart = true;
    private boolean skipLineFeed;

    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private @Nullable String name;
    private @Nullable String comment;
    private String lastId = "";
    private long reconnectDelay = SseEvent.RECONNECT_NOT_SET;

    /** @param events called in the thread that feeds, once for each event */
    public EventStreamParser(int limit, Consumer<InboundSseEvent> events) {
        this.limit = limit;
        this.events = events;
    }

    /** @throws ProviderException if a line or an event is longer than the limit */
    public void feed(byte[] bytes, int from, int length) {
        int end = from + length;
        int start = from;
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (b == '\n' && skipLineFeed) {
                start = i + 1;
                skipLineFeed = false;
            } else if (b == '\n' || b == '\r') {
                line.add(bytes, start, i - start);
                start = i + 1;
                skipLineFeed = b == '\r';
                endOfLine();
            } else {
                skipLineFeed = false;
            }
        }
        line.add(bytes, start, end - start);
    }

    /**
     * The block that was not ended by a blank line when the stream ended, or null. The specification drops it; the
     * caller may use it if its data is whole (docs/providers.md 6).
     */
    public @Nullable InboundSseEvent unfinished() {
        if (!line.isEmpty()) {
            endOfLine();
        }
        return hasData ? event() : null;
    }

    /** The last reconnection time given, in milliseconds, or {@link SseEvent#RECONNECT_NOT_SET}. */
    public long reconnectDelay() {
        return reconnectDelay;
    }

    private void endOfLine() {
        String text = line.take(atStart);
        atStart = false;
        if (text.isEmpty()) {
            dispatch();
        } else {
            field(text);
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        if (colon == 0) {
            comment = comment == null ? text.substring(1) : bounded(comment + '\n' + text.substring(1));
            return;
        }
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (field) {
            case "data" -> appendData(value);
            case "event" -> name = value;
            case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
            case "retry" -> retry(value);
            default -> {
                // Unknown fields are passed over.
            }
        }
    }

    private void appendData(String value) {
        if (hasData) {
            data.append('\n');
        }
        hasData = true;
        data.append(value);
        if (data.length() > limit) {
            throw tooLong();
        }
    }

    /** A flood of comments must not fill the heap: only the newest ones are kept. */
    private static String bounded(String comments) {
        return comments.length() <= 1024 ? comments : comments.substring(comments.length() - 1024);
    }

    private void retry(String value) {
        if (!value.isEmpty() && value.length() < 12 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            reconnectDelay = Long.parseLong(value);
        }
    }

    private void dispatch() {
        if (hasData) {
            events.accept(event());
        }
        data.setLength(0);
        hasData = false;
        name = null;
        comment = null;
    }

    private InboundSseEvent event() {
        String type = name == null || name.isEmpty() ? null : name;
        return new ReceivedEvent(lastId, type, comment, data.toString(), reconnectDelay);
    }

    private ProviderException tooLong() {
        return ProviderException.unreadable("an event is longer than " + limit + " bytes");
    }

    /** The bytes of the line that is being read. */
    private final class Line {
        private byte[] bytes = new byte[1024];
        private int length;

        boolean isEmpty() {
            return length == 0;
        }

        void add(byte[] from, int start, int count) {
            if (count <= 0) {
                return;
            }
            if (length + count > limit) {
                throw tooLong();
            }
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
            }
            System.arraycopy(from, start, bytes, length, count);
            length += count;
        }

        String take(boolean first) {
            int start = first && startsWithByteOrderMark() ? 3 : 0;
            String text = new String(bytes, start, length - start, StandardCharsets.UTF_8);
            length = 0;
            return text;
        }

        private boolean startsWithByteOrderMark() {
            return length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        }
    }
}
