package dev.parley.provider.demo.wire;

import org.jspecify.annotations.Nullable;

/** What follows a given beginning of an answer. */
final class Continuation {

    private static final int TAIL = 24;

    private Continuation() {}

    /**
     * The rest of the answer, byte for byte, if the prefix begins it. A prefix that ends like some place in the answer is
     * continued from there; any other is followed by the whole answer as a new paragraph.
     */
    static String of(String answer, @Nullable String prefix) {
        if (prefix == null) {
            return answer;
        }
        if (answer.startsWith(prefix)) {
            return answer.substring(prefix.length());
        }
        String tail = prefix.substring(Math.max(0, prefix.length() - TAIL));
        int at = answer.indexOf(tail);
        return at >= 0 ? answer.substring(at + tail.length()) : "\n\n" + answer;
    }
}
