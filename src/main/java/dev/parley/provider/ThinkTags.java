package dev.parley.provider;

import java.util.function.Consumer;

/**
 * Turns {@code <think>…</think>} at the start of an answer's text into reasoning (docs/providers.md 3). The tags
 * may be cut anywhere. Not thread-safe.
 */
final class ThinkTags {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private enum Phase {
        START,
        THINKING,
        AFTER_THINKING,
        ANSWER
    }

    private final Consumer<String> text;
    private final Consumer<String> reasoning;
    private final StringBuilder held = new StringBuilder();
    private Phase phase = Phase.START;

    ThinkTags(Consumer<String> text, Consumer<String> reasoning) {
        this.text = text;
        this.reasoning = reasoning;
    }

    void accept(String piece) {
        if (phase == Phase.ANSWER) {
            emit(text, piece);
            return;
        }
        held.append(piece);
        if (phase == Phase.START) {
            start();
        }
        if (phase == Phase.THINKING) {
            think();
        }
        if (phase == Phase.AFTER_THINKING) {
            afterThinking();
        }
    }

    /** Hands on what was held back in case a tag would follow. */
    void end() {
        emit(phase == Phase.THINKING ? reasoning : text, take(held.length()));
        phase = Phase.ANSWER;
    }

    private void start() {
        String seen = held.toString().stripLeading();
        if (seen.startsWith(OPEN)) {
            take(held.length() - seen.length() + OPEN.length());
            phase = Phase.THINKING;
        } else if (!OPEN.startsWith(seen)) {
            phase = Phase.ANSWER;
            emit(text, take(held.length()));
        }
    }

    private void think() {
        int end = held.indexOf(CLOSE);
        if (end >= 0) {
            emit(reasoning, take(end));
            take(CLOSE.length());
            phase = Phase.AFTER_THINKING;
        } else {
            emit(reasoning, take(held.length() - possibleTag()));
        }
    }

    /** Templates put blank lines between the reasoning and the answer. */
    private void afterThinking() {
        String rest = held.toString().stripLeading();
        if (!rest.isEmpty()) {
            phase = Phase.ANSWER;
            held.setLength(0);
            emit(text, rest);
        }
    }

    /** How many characters at the end may be the beginning of the closing tag. */
    private int possibleTag() {
        for (int length = Math.min(CLOSE.length() - 1, held.length()); length > 0; length--) {
            if (CLOSE.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private String take(int length) {
        String taken = held.substring(0, length);
        held.delete(0, length);
        return taken;
    }

    private static void emit(Consumer<String> to, String piece) {
        if (!piece.isEmpty()) {
            to.accept(piece);
        }
    }
}
