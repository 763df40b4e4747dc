package dev.parley.provider.demo.talk;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Turns "my" into "your": by words where a language has blanks, by the longest match where it has none. */
record Reflection(Language language, Map<String, String> pairs) {

    String of(String text) {
        String clean = text.strip();
        return language == Language.ZH ? byLongestMatch(clean) : byWords(clean);
    }

    private String byWords(String text) {
        StringJoiner words = new StringJoiner(" ");
        for (String word : text.split("\\s+")) {
            words.add(pairs.getOrDefault(word.toLowerCase(Locale.ROOT), word));
        }
        return words.toString();
    }

    private String byLongestMatch(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            String found = longest(text, at);
            out.append(pairs.getOrDefault(found, found));
            at += found.length();
        }
        return out.toString();
    }

    private String longest(String text, int at) {
        for (int length = 3; length > 1; length--) {
            if (at + length <= text.length() && pairs.containsKey(text.substring(at, at + length))) {
                return text.substring(at, at + length);
            }
        }
        return text.substring(at, at + 1);
    }
}
