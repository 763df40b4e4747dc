package dev.parley.bench;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Asks, reads the answer, and asks again in the plain protocol. */
final class PlainAsker extends Client {

    private final Answers answers;
    private final int tokens;
    private final int perSecond;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable Answer answer;
    private @Nullable Reader reader;

    PlainAsker(Answers answers, Tally tally, int tokens, int perSecond) {
        super(tally);
        this.answers = answers;
        this.tokens = tokens;
        this.perSecond = perSecond;
    }

    void begin() {
        Answer next = answers.next(tokens, perSecond);
        answer = next;
        reader = new Reader(next, tally());
        send(next.question());
    }

    CountDownLatch stop() {
        stopping = true;
        return done;
    }

    @Override
    void opened() {
        // The plain protocol has no greeting.
    }

    @Override
    void received(String text) {
        tally().frame();
        Reader reading = reader;
        if (reading == null) {
            return;
        }
        if (text.startsWith("Error: ")) {
            tally().fault("refused: " + text);
            done.countDown();
        } else if (!text.isEmpty()) {
            reading.piece(text, 0, text.length());
        } else {
            reading.end();
            answers.forget(Objects.requireNonNull(answer));
            reader = null;
            if (stopping) {
                done.countDown();
            } else {
                begin();
            }
        }
    }
}
