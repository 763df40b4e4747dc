package dev.parley.generation;

import org.jspecify.annotations.Nullable;

/**
 * Takes away the prefix from a continued answer where the provider repeats it (docs/providers.md 5).
 *
 * <p>What comes is held back while it reads like the beginning of the prefix. If all of the prefix comes again it is
 * dropped, else what was held back is let go. A prefix that is short, or repeats itself from beginning to end, proves
 * nothing: the answer may well go on the same way, so then nothing is held back.
 */
final class PrefixEcho {

    /** Less than this is no proof, in UTF-16 units. */
    static final int LEAST = 16;

    private final String prefix;
    private final StringBuilder held = new StringBuilder();
    private boolean decided;

    PrefixEcho(String prefix) {
        this.prefix = prefix;
        this.decided = prefix.length() < LEAST || repeatsItself(prefix);
    }

    /** Whether it is one piece over and over, at least twice: its longest border is at least half of it. */
    private static boolean repeatsItself(String text) {
        int[] border = new int[text.length()];
        for (int i = 1, k = 0; i < text.length(); i++) {
            while (k > 0 && text.charAt(i) != text.charAt(k)) {
                k = border[k - 1];
            }
            k = text.charAt(i) == text.charAt(k) ? k + 1 : k;
            border[i] = k;
        }
        return 2 * border[text.length() - 1] >= text.length();
    }

    /** What of the text so far is new; empty while that is open. */
    String take(String text) {
        if (decided) {
            return text;
        }
        held.append(text);
        int common = Math.min(held.length(), prefix.length());
        if (!prefix.regionMatches(0, held.toString(), 0, common)) {
            return letGo(0);
        }
        return held.length() >= prefix.length() ? letGo(prefix.length()) : "";
    }

    /** What is still held back when the answer ends. */
    @Nullable
    String rest() {
        return decided || held.length() == 0 ? null : letGo(0);
    }

    private String letGo(int from) {
        decided = true;
        String text = held.substring(from);
        held.setLength(0);
        return text;
    }
}
