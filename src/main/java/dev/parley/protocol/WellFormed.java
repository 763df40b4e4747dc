package dev.parley.protocol;

/**
 * Text that can be sent and stored: halves of surrogate pairs that stand alone cannot be encoded, and break some servers;
 * PostgreSQL takes no U+0000.
 */
public final class WellFormed {

    private static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text, of the same length, with U+FFFD in place of every unpaired half and of U+0000. */
    public static String text(String text) {
        int bad = firstBad(text, 0);
        if (bad < 0) {
            return text;
        }
        char[] chars = text.toCharArray();
        for (int at = bad; at >= 0; at = firstBad(text, at + 1)) {
            chars[at] = REPLACEMENT;
        }
        return new String(chars);
    }

    private static int firstBad(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c) || c == 0) {
                return i;
            }
        }
        return -1;
    }
}
