package dev.parley.provider.demo.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A text to write at once, and the pause before it: an event of the stream as a rule. */
public record Frame(Kind kind, Duration pause, String text) {

    /** What a frame is in the stream. */
    public enum Kind {
        /** Before the first text. */
        OPENING,
        /** Text or reasoning. */
        DELTA,
        /** Says why the answer ended. */
        FINISH,
        /** After the end: usage. */
        USAGE,
        /** The compatible dialect's last word. */
        DONE,
        /** An error in the stream. */
        ERROR,
        /** A whole JSON body. */
        BODY,
        /** A comment, or something that should not be there. */
        NOISE
    }

    static Frame at(Kind kind, String text) {
        return new Frame(kind, Duration.ZERO, text);
    }

    public static Frame noise(Duration pause, String text) {
        return new Frame(Kind.NOISE, pause, text);
    }

    public Frame with(String otherText) {
        return new Frame(kind, pause, otherText);
    }

    public Frame after(Duration otherPause) {
        return new Frame(kind, otherPause, text);
    }

    public boolean is(Kind other) {
        return kind == other;
    }

    /** Whether the client sees an event of the provider in it. */
    private boolean counts() {
        return kind != Kind.NOISE;
    }

    public Piece piece() {
        return new Piece(pause, text.getBytes(StandardCharsets.UTF_8), counts() ? 1 : 0);
    }
}
