package dev.parley.provider.demo.talk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a script line by line: {@code reflect A = B}, {@code key RANK WORDS}, {@code match PATTERN},
 * {@code memory PATTERN}, {@code none}, and {@code say TEXT} for the pattern above it.
 */
final class ScriptReader {

    private final Language language;
    private final Map<String, String> reflections = new HashMap<>();
    private final List<Keyword> keywords = new ArrayList<>();
    private final List<Rule> memory = new ArrayList<>();
    private final List<String> none = new ArrayList<>();
    private List<Rule> rules = new ArrayList<>();
    private List<String> says = new ArrayList<>();

    ScriptReader(Language language) {
        this.language = language;
    }

    void line(String line) {
        String[] parts = line.strip().split("\\s+", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        switch (parts[0]) {
            case "reflect" -> reflect(rest.split("\\s*=\\s*"));
            case "key" -> keyword(rest.split("\\s+", 2));
            case "match" -> rule(rest, rules);
            case "memory" -> rule(rest, memory);
            case "none" -> says = none;
            case "say" -> says.add(rest);
            default -> throw new IllegalStateException("not a line of a script: " + line);
        }
    }

    private void reflect(String[] pair) {
        reflections.put(pair[0], pair[1]);
    }

    private void keyword(String[] rankAndWords) {
        rules = new ArrayList<>();
        String words = rankAndWords[1];
        String regex = language == Language.ZH ? words : "\\b(?:" + words + ")\\b";
        Pattern pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        keywords.add(new Keyword(words, Integer.parseInt(rankAndWords[0]), pattern, rules));
    }

    private void rule(String pattern, List<Rule> into) {
        says = new ArrayList<>();
        into.add(new Rule(Rule.decomposition(pattern), says));
    }

    Script script() {
        keywords.sort(Comparator.comparingInt(Keyword::rank).reversed());
        Reflection reflection = new Reflection(language, Map.copyOf(reflections));
        return new Script(reflection, List.copyOf(keywords), List.copyOf(memory), List.copyOf(none));
    }
}
