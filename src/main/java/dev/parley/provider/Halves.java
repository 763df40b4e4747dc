package dev.parley.provider;

import dev.parley.protocol.WellFormed;

/** Keeps a surrogate pair together when a provider's tokens split it. Not thread-safe. */
final class Halves {

    private String held = "";

    /** The text that may be handed on: a high surrogate at its end waits for its other half. */
    String take(String piece) {
        String text = held + piece;
        held = "";
        int last = text.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
            held = text.substring(last);
            text = text.substring(0, last);
        }
        return WellFormed.text(text);
    }

    /** A half whose other half never came is no character. */
    String rest() {
        String rest = held.isEmpty() ? "" : "\uFFFD";
        held = "";
        return rest;
    }
}
