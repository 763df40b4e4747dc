package dev.parley.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/** One answer on its way: when the provider wrote each token, and how far its reader is. */
final class Answer {

    private final int number;
    private final int perSecond;
    private final AtomicLongArray writtenAt;

    Answer(int number, int tokens, int perSecond) {
        this.number = number;
        this.perSecond = perSecond;
        this.writtenAt = new AtomicLongArray(tokens);
    }

    int number() {
        return number;
    }

    /** What the provider is asked. */
    String question() {
        return "answer " + number + " at " + perSecond;
    }

    int tokens() {
        return writtenAt.length();
    }

    /** The text of a token; no other answer has it. */
    String token(int index) {
        return "w" + number + '.' + index + ' ';
    }

    void written(int index) {
        writtenAt.set(index, System.nanoTime());
    }

    /** When the provider wrote it, by {@link System#nanoTime}; 0 if it has not. */
    long writtenAt(int index) {
        return writtenAt.get(index);
    }
}
