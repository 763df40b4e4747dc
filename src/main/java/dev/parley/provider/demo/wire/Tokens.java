package dev.parley.provider.demo.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into pieces about as large as a tokenizer's: a blank goes with the word after it, long words are cut,
 * two Han characters make a piece, an emoji with its modifiers and each punctuation mark is one of its own. Joined,
 * the pieces are the text again; no surrogate pair is ever cut.
 */
public final class Tokens {

    private static final int LONGEST_WORD = 6;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private final String text;
    private int at;

    private Tokens(String text) {
        this.text = text;
    }

    public static List<String> of(String text) {
        Tokens tokens = new Tokens(text);
        List<String> all = new ArrayList<>(text.length() / 4 + 1);
        while (tokens.at < text.length()) {
            all.add(tokens.next());
        }
        return all;
    }

    public static int count(String text) {
        Tokens tokens = new Tokens(text);
        int count = 0;
        while (tokens.at < text.length()) {
            tokens.advance();
            count++;
        }
        return count;
    }

    private String next() {
        int from = at;
        advance();
        return text.substring(from, at);
    }

    private void advance() {
        if (peek() == ' ') {
            step();
        }
        if (at < text.length()) {
            word();
        }
    }

    private void word() {
        int first = peek();
        step();
        if (isHan(first)) {
            if (at < text.length() && isHan(peek())) {
                step();
            }
        } else if (Character.isLetterOrDigit(first)) {
            for (int length = 1; length < LONGEST_WORD && at < text.length() && isPlainLetter(peek()); length++) {
                step();
            }
        } else if (first == '\n' || first == ' ') {
            while (at < text.length() && peek() == first) {
                step();
            }
        }
        modifiers();
    }

    /** Skin tones, variation selectors, combining marks and whatever is joined by a zero-width joiner. */
    private void modifiers() {
        while (at < text.length() && isModifier(peek())) {
            boolean joins = peek() == ZERO_WIDTH_JOINER;
            step();
            if (joins && at < text.length()) {
                step();
            }
        }
    }

    private static boolean isModifier(int codePoint) {
        return codePoint == ZERO_WIDTH_JOINER
                || codePoint >= 0x1f3fb && codePoint <= 0x1f3ff
                || Character.getType(codePoint) == Character.NON_SPACING_MARK;
    }

    private static boolean isPlainLetter(int codePoint) {
        return Character.isLetterOrDigit(codePoint) && !isHan(codePoint);
    }

    private static boolean isHan(int codePoint) {
        return codePoint > 0x2e7f && Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
    }

    private int peek() {
        return text.codePointAt(at);
    }

    private void step() {
        at += Character.charCount(peek());
    }
}
