package dev.parley.bench;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Follows a conversation of the same user from another device, to the end of its answer. */
final class Watcher extends Client {

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile String conversationId = "";
    private volatile @Nullable Reader reader;
    private volatile long subscribedAt;
    private volatile long doneAfterNanos;
    private volatile int frames;
    private volatile int longestFrame;

    Watcher(Tally tally) {
        super(tally);
    }

    /** @param after where it goes on, as the fields of a subscribe; empty for a snapshot */
    void follow(String conversation, Reader reading, String after) {
        conversationId = conversation;
        reader = reading;
        subscribedAt = System.nanoTime();
        send("{\"type\":\"subscribe\",\"ref\":\"f\",\"conversationId\":\"" + conversation + '"' + after + '}');
    }

    /** Opens when it has the whole answer. */
    CountDownLatch done() {
        return done;
    }

    /** From asking for it to having the end, in nanoseconds. */
    long doneAfterNanos() {
        return doneAfterNanos;
    }

    int frames() {
        return frames;
    }

    /** In UTF-16 units. */
    int longestFrame() {
        return longestFrame;
    }

    @Override
    void opened() {
        send("{\"type\":\"hello\",\"ref\":\"h\"}");
    }

    @Override
    void received(String text) {
        if (text.startsWith("{\"type\":\"error\"")) {
            tally().fault("refused: " + Frames.value(text, "\"code\":\"", 0));
        }
        Reader reading = reader;
        if (reading == null || !text.contains(conversationId)) {
            return;
        }
        tally().frame();
        frames++;
        longestFrame = Math.max(longestFrame, text.length());
        if (Frames.read(text, reading)) {
            doneAfterNanos = System.nanoTime() - subscribedAt;
            reading.end();
            done.countDown();
        }
    }
}
