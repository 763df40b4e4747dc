package dev.parley.provider.demo.talk;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A word worth talking about: its rank among others, and the rules for clauses that hold it. */
record Keyword(String word, int rank, Pattern pattern, List<Rule> rules) {

    Optional<Rule> ruleFor(String clause) {
        return pattern.matcher(clause).find()
                ? rules.stream().filter(rule -> rule.fits(clause)).findFirst()
                : Optional.empty();
    }
}
