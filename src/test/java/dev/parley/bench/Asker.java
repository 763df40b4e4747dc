package dev.parley.bench;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Asks, reads the answer, and asks again, each time in a conversation of its own; speaks {@code parley.v1}. */
final class Asker extends Client {

    private final Answers answers;
    private final int tokens;
    private final int perSecond;
    private final boolean once;
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile String conversationId = "";
    private volatile String epoch = "";
    private volatile @Nullable Answer answer;
    private @Nullable Reader reader;

    /** @param once whether it asks once only */
    Asker(Answers answers, Tally tally, int tokens, int perSecond, boolean once) {
        super(tally);
        this.answers = answers;
        this.tokens = tokens;
        this.perSecond = perSecond;
        this.once = once;
    }

    /** Asks for the first time. */
    void begin() {
        Answer next = answers.next(tokens, perSecond);
        answer = next;
        reader = new Reader(next, tally());
        send("{\"type\":\"send\",\"ref\":\"s\",\"new\":true,\"clientMessageId\":\"bench-" + next.number()
                + "\",\"text\":\"" + next.question() + "\"}");
    }

    /** Asks no more; completes when the answer has ended. */
    CountDownLatch stop() {
        stopping = true;
        return done;
    }

    /** Its first conversation is open. */
    CountDownLatch openedConversation() {
        return opened;
    }

    String conversationId() {
        return conversationId;
    }

    /** The identity of the conversation's journal. */
    String epoch() {
        return epoch;
    }

    /** What it was asked last. */
    Answer answer() {
        return Objects.requireNonNull(answer);
    }

    @Override
    void opened() {
        send("{\"type\":\"hello\",\"ref\":\"h\"}");
    }

    @Override
    void received(String text) {
        if (text.startsWith("{\"type\":\"events\"") || text.startsWith("{\"type\":\"subscribed\"")) {
            tally().frame();
            if (text.startsWith("{\"type\":\"subscribed\"")) {
                epoch = Frames.value(text, "\"epoch\":\"", 0);
            }
            Reader reading = reader;
            if (reading != null && Frames.read(text, reading)) {
                ended(reading);
            }
        } else if (text.startsWith("{\"type\":\"ack\",\"ref\":\"s\"")) {
            conversationId = Frames.value(text, "\"conversationId\":\"", 0);
            send("{\"type\":\"subscribe\",\"ref\":\"f\",\"conversationId\":\"" + conversationId + "\"}");
            opened.countDown();
        } else if (text.startsWith("{\"type\":\"error\"")) {
            tally().fault("refused: " + Frames.value(text, "\"code\":\"", 0));
            done.countDown();
        }
    }

    private void ended(Reader reading) {
        reading.end();
        answers.forget(answer());
        reader = null;
        if (stopping || once) {
            done.countDown();
            return;
        }
        send("{\"type\":\"unsubscribe\",\"ref\":\"u\",\"conversationId\":\"" + conversationId + "\"}");
        begin();
    }
}
