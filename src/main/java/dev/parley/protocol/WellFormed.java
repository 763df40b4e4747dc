package dev.parley.protocol;

/** Text that can be sent: halves of surrogate pairs that stand alone cannot be encoded, and break some servers. */
public final class WellFormed {

    private static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text, of the same length, with U+FFFD in place of every unpaired half. */
    public static String text(String text) {
        int bad = firstUnpaired(text, 0);
        if (bad < 0) {
            return text;
        }
        char[] chars = text.toCharArray();
        for (int at = bad; at >= 0; at = firstUnpaired(text, at + 1)) {
            chars[at] = REPLACEMENT;
        }
        return new String(chars);
    }

    private static int firstUnpaired(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }
}
