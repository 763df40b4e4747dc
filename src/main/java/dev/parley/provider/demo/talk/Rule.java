package dev.parley.provider.demo.talk;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A decomposition (a pattern with wildcards) and its reassemblies, in which {@code {2}} stands for the second wildcard. */
record Rule(Pattern pattern, List<String> says) {

    /** Wildcards are written {@code *}; everything else is a regular expression. */
    static Pattern decomposition(String written) {
        return Pattern.compile(written.replace("*", "(.*)"), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    boolean fits(String clause) {
        return pattern.matcher(clause).matches();
    }

    /** Fills the chosen reassembly with the parts of the clause, seen from the other side. */
    Saying say(String name, String clause, Seed seed, Reflection reflection) {
        String chosen = seed.pick(says);
        Matcher matcher = pattern.matcher(clause);
        String text = chosen;
        if (matcher.matches()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                String part = matcher.group(i);
                text = text.replace("{" + i + "}", reflection.of(part == null ? "" : part));
            }
        }
        return new Saying(text, name, says.indexOf(chosen) + 1, says.size());
    }
}
