package dev.parley.provider.demo.talk;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of any length asked for: {@code /long 5000} (characters), "2000 words", "2000字". */
final class LongText {

    /** No answer is longer, in UTF-16 units. */
    static final int MOST = 200_000;

    private static final int SENTENCES_A_PARAGRAPH = 5;
    private static final Pattern COMMAND = Pattern.compile("^/(?:long|长文)\\s*([\\d,_]+)?");
    private static final Pattern WORDS = Pattern.compile("([\\d,]+)[\\s-]*words?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIGNS = Pattern.compile("(\\d+)\\s*(?:个)?字");
    private static final int DEFAULT = 5_000;

    private final List<String> sentences;
    private final Language language;

    LongText(Language language) {
        this.language = language;
        this.sentences = Resources.lines("long." + language.tag() + ".txt");
    }

    /** The text, if the message asks for one. */
    Optional<Saying> askedBy(String message, Seed seed) {
        Matcher command = COMMAND.matcher(message);
        if (command.find()) {
            return Optional.of(saying(characters(number(command.group(1)), seed)));
        }
        Matcher words = WORDS.matcher(message);
        if (language == Language.EN && words.find()) {
            return Optional.of(saying(words(number(words.group(1)), seed)));
        }
        Matcher signs = SIGNS.matcher(message);
        return signs.find() ? Optional.of(saying(characters(number(signs.group(1)), seed))) : Optional.empty();
    }

    private static Saying saying(String text) {
        return new Saying(text, "long", 1, 1);
    }

    private static int number(String digits) {
        String clean = digits == null ? "" : digits.replaceAll("\\D", "");
        if (clean.isEmpty()) {
            return DEFAULT;
        }
        return clean.length() > 6 ? MOST : Math.max(1, Math.min(MOST, Integer.parseInt(clean)));
    }

    /** Exactly so many UTF-16 units; the sentences hold no surrogates. */
    private String characters(int count, Seed seed) {
        StringBuilder text = new StringBuilder(count + 200);
        for (int paragraph = 1; text.length() < count; paragraph++) {
            paragraph(text, paragraph, seed);
        }
        text.setLength(count);
        return text.toString();
    }

    /** Whole sentences, until so many words are reached. */
    private String words(int count, Seed seed) {
        StringBuilder text = new StringBuilder();
        int words = 0;
        for (int paragraph = 1; words < count && text.length() < MOST - 2_000; paragraph++) {
            int from = text.length();
            paragraph(text, paragraph, seed);
            words += text.substring(from).split("\\s+").length;
        }
        return text.toString().strip();
    }

    private void paragraph(StringBuilder text, int number, Seed seed) {
        text.append(number).append(". ");
        for (int i = 0; i < SENTENCES_A_PARAGRAPH; i++) {
            text.append(sentences.get(seed.below(sentences.size(), number * 31L + i)));
            text.append(language == Language.EN && i < SENTENCES_A_PARAGRAPH - 1 ? " " : "");
        }
        text.append("\n\n");
    }
}
