package dev.parley.chat;

import dev.parley.journal.Journal;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.FrameWriter;
import dev.parley.protocol.ServerFrame;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One reader of one conversation by server-sent events: what a socket would get as {@code subscribed}, {@code events}
 * and {@code error} frames, each with the cursor as its id. Nothing waits: the journal is read when the wire is free.
 */
final class EventStream implements AsyncListener {

    /** How long a browser waits before it connects again. */
    static final int RETRY_MILLIS = 2_000;

    /** A comment: it keeps proxies from closing the stream, and finds readers that have gone. */
    static final String HEARTBEAT = ":\n\n";

    /** A long event goes in pieces of this many characters, so that a reader who stands still is found out soon. */
    static final int PIECE_CHARS = 16 * 1024;

    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(EventStream.class.getName());
    private static final Pattern ID = Pattern.compile("([^\\s:]{1,128}):(\\d{1,18})");

    /** What has not been sent yet of an event. */
    private record Rest(String text, int from) {

        static final Rest NONE = new Rest("", 0);

        boolean isEmpty() {
            return from == text.length();
        }

        /** At most so much, and no half of a character. */
        String piece() {
            int to = Math.min(text.length(), from + PIECE_CHARS);
            boolean halved = to < text.length() && Character.isHighSurrogate(text.charAt(to - 1));
            return text.substring(from, halved ? to + 1 : to);
        }
    }

    private final Subscriptions subscriptions;
    private final StreamWire wire;
    private final Outlet outlet;
    private final Runnable atEnd;
    private final AtomicBoolean heartbeatDue = new AtomicBoolean();
    private String preamble = "retry: " + RETRY_MILLIS + "\n";
    private String epoch = "";
    private volatile Rest rest = Rest.NONE;
    private boolean last;

    /**
     * @param complete ends the response
     * @param closer where ending it may block
     * @param atEnd called once, when nothing is sent any more
     */
    EventStream(
            Journal journal,
            ServletOutputStream out,
            Runnable complete,
            LongSupplier millis,
            Executor closer,
            Runnable atEnd,
            DoorMeters meters) {
        this.atEnd = atEnd;
        this.subscriptions = new Subscriptions(journal, this::wake);
        this.wire = new StreamWire(out, complete, () -> heartbeatDue.set(true), this::broken);
        Wire counted = meters.counted(wire, DoorMeters.Protocol.SSE);
        this.outlet = new Outlet(counted, this::next, millis, HEARTBEAT_INTERVAL.toMillis(), closer, this::cleanUp);
    }

    private void wake() {
        outlet.wake();
    }

    private void broken(Throwable failure) {
        LOG.log(Level.FINE, "a stream is broken", failure);
        outlet.kill(CloseCode.GOING_AWAY, "stream is broken");
    }

    /** The cursor that an event's id holds; null, which asks for a snapshot, if it is none. */
    static @Nullable Cursor cursor(@Nullable String lastEventId) {
        Matcher id = ID.matcher(lastEventId == null ? "" : lastEventId.strip());
        return id.matches() ? new Cursor(id.group(1), Long.parseLong(id.group(2))) : null;
    }

    void follow(String conversationId, @Nullable Cursor cursor) {
        subscriptions.follow(null, conversationId, cursor);
    }

    /** To be told when the container takes more. */
    WriteListener writeListener() {
        return wire;
    }

    Outlet outlet() {
        return outlet;
    }

    /** Ends it at once, in this thread: when the application stops there is no other. */
    void end() {
        outlet.gone();
        wire.close(CloseCode.RESTARTING, "server is stopping");
    }

    @Override
    public void onComplete(AsyncEvent event) {
        outlet.gone();
    }

    @Override
    public void onError(AsyncEvent event) {
        outlet.gone();
        wire.close(CloseCode.GOING_AWAY, "stream is broken");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        outlet.gone();
        wire.close(CloseCode.GOING_AWAY, "the container's time-out");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    private @Nullable String next() {
        // The peer never speaks: that it took what came before is its sign of life.
        outlet.heard();
        Rest left = rest;
        if (left.isEmpty()) {
            left = new Rest(nextEvent(), 0);
        }
        String piece = left.piece();
        rest = new Rest(left.text, left.from + piece.length());
        return piece.isEmpty() ? null : piece;
    }

    private void cleanUp() {
        subscriptions.close();
        // A container may keep a response whose reader stands still for minutes: not the text as well.
        rest = Rest.NONE;
        atEnd.run();
    }

    /** Everything that belongs to the next event, or nothing. */
    private String nextEvent() {
        if (heartbeatDue.getAndSet(false)) {
            return HEARTBEAT;
        }
        if (last) {
            outlet.kill(CloseCode.GOING_AWAY, "nothing follows");
            return "";
        }
        Subscriptions.Read read = subscriptions.next();
        return read == null ? "" : text(JsonConnection.frame(read));
    }

    private String text(ServerFrame frame) {
        if (frame instanceof ServerFrame.Events events) {
            return text("events", id(events.to()), frame);
        } else if (frame instanceof ServerFrame.Recovered recovered) {
            epoch = recovered.epoch();
            return text("subscribed", id(recovered.after()), frame);
        } else if (frame instanceof ServerFrame.Reset reset) {
            epoch = reset.epoch();
            return text("subscribed", id(reset.snapshot().seq()), frame);
        }
        last = true;
        return text("error", "", frame);
    }

    private String id(long seq) {
        return "id: " + epoch + ':' + seq + '\n';
    }

    private String text(String name, String id, ServerFrame frame) {
        String text = preamble + id + "event: " + name + "\ndata: " + FrameWriter.write(frame) + "\n\n";
        preamble = "";
        return text;
    }
}
