package dev.parley.provider.demo.talk;

/** The part of a message that the scripts look at: patterns must not run over megabytes. */
final class Beginning {

    private static final int MOST_LETTERS = 4_000;

    private Beginning() {}

    static String of(String text) {
        return text.length() > MOST_LETTERS ? text.substring(0, MOST_LETTERS) : text;
    }
}
