package dev.parley.bench;

/**
 * Checks that one answer's tokens come in order, none lost and none doubled, and how late. For one thread at a time.
 */
final class Reader {

    private final Answer answer;
    private final Tally tally;
    private final String prefix;
    private int next;

    Reader(Answer answer, Tally tally) {
        this.answer = answer;
        this.tally = tally;
        this.prefix = "w" + answer.number() + '.';
    }

    /** The next piece of its text; a piece holds whole tokens. */
    void piece(String text, int from, int to) {
        long now = System.nanoTime();
        int at = from;
        while (at < to) {
            int end = text.indexOf(' ', at);
            if (end < 0 || end >= to || !text.startsWith(prefix, at)) {
                tally.fault("not a token of this answer");
                return;
            }
            token(index(text, at + prefix.length(), end), now);
            at = end + 1;
        }
    }

    private static int index(String text, int from, int to) {
        int index = 0;
        for (int i = from; i < to; i++) {
            index = index * 10 + text.charAt(i) - '0';
        }
        return index;
    }

    private void token(int index, long now) {
        if (index != next) {
            tally.fault(index < next ? "token doubled" : "token lost");
        }
        next = Math.max(next, index + 1);
        if (index < answer.tokens()) {
            tally.token(now - answer.writtenAt(index));
        }
    }

    void end() {
        if (next != answer.tokens()) {
            tally.fault("answer ended early");
        }
        tally.answer();
    }
}
