package dev.parley.conversation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The piece of a text around what was found, on one line.
 *
 * @param matches where in the piece, in order; they do not overlap
 */
public record Snippet(String text, List<Match> matches) {

    /** About this long, in UTF-16 units. */
    private static final int CHARS = 160;

    /** So much before the first match. */
    private static final int BEFORE = 40;

    private static final String CUT = "…";

    public Snippet {
        matches = List.copyOf(matches);
    }

    /** In UTF-16 units, {@code to} not included. */
    public record Match(int from, int to) {}

    /** Around the first place of any of the words; case does not count. */
    static Snippet of(String text, List<String> words) {
        int first = words.stream()
                .mapToInt(word -> indexOf(text, word, 0))
                .filter(at -> at >= 0)
                .min()
                .orElse(0);
        int from = whole(text, Math.max(0, Math.min(first - BEFORE, text.length() - CHARS)));
        int to = whole(text, Math.min(text.length(), from + CHARS));
        String piece = text.substring(from, to).replaceAll("\\s", " ");
        String shown = (from > 0 ? CUT : "") + piece + (to < text.length() ? CUT : "");
        return new Snippet(shown, matches(shown, words));
    }

    /** The same place, or the one before it where it would halve a character. */
    private static int whole(String text, int at) {
        boolean halves = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return halves ? at - 1 : at;
    }

    private static List<Match> matches(String text, List<String> words) {
        List<Match> found = new ArrayList<>();
        for (String word : words) {
            for (int at = indexOf(text, word, 0); at >= 0; at = indexOf(text, word, at + word.length())) {
                found.add(new Match(at, at + word.length()));
            }
        }
        found.sort(Comparator.comparingInt(Match::from));
        List<Match> joined = new ArrayList<>();
        for (Match match : found) {
            Match last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && match.from() <= last.to()) {
                joined.set(joined.size() - 1, new Match(last.from(), Math.max(last.to(), match.to())));
            } else {
                joined.add(match);
            }
        }
        return joined;
    }

    /** Whether all words are in the text. */
    static boolean fits(String text, List<String> words) {
        return words.stream().allMatch(word -> indexOf(text, word, 0) >= 0);
    }

    private static int indexOf(String text, String word, int from) {
        for (int at = from; at <= text.length() - word.length(); at++) {
            if (text.regionMatches(true, at, word, 0, word.length())) {
                return at;
            }
        }
        return -1;
    }
}
