package dev.parley.conversation;

/** Titles made from a conversation's first message. */
final class Titles {

    private static final int LONGEST = 60;

    private Titles() {}

    /** The first line that says something, cut at 60 characters. */
    static String of(String text) {
        String line = text.strip()
                .lines()
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
        int length = line.codePointCount(0, line.length());
        return length <= LONGEST ? line : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + '…';
    }
}
