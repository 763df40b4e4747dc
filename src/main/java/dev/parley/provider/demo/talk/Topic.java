package dev.parley.provider.demo.talk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A prepared answer in Markdown that some words call up. The file's head holds one regular expression a line, a line
 * {@code ----} ends it; a line {@code ====} separates alternative answers.
 */
record Topic(String name, List<Pattern> triggers, List<String> answers) {

    static Topic read(String name, Language language) {
        String file = Resources.text("topics/" + language.tag() + "/" + name + ".md");
        int head = file.indexOf("\n----\n");
        List<Pattern> triggers = new ArrayList<>();
        file.substring(0, head).lines().forEach(line -> triggers.add(compile(line)));
        List<String> answers = Arrays.stream(file.substring(head + 6).split("\n====\n"))
                .map(String::strip)
                .toList();
        return new Topic(name, List.copyOf(triggers), answers);
    }

    private static Pattern compile(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    boolean isMeantBy(String text) {
        return triggers.stream().anyMatch(trigger -> trigger.matcher(text).find());
    }

    Saying say(Seed seed) {
        String text = seed.pick(answers);
        return new Saying(text, name, answers.indexOf(text) + 1, answers.size());
    }
}
