package dev.parley.provider.demo.talk;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Weizenbaum's conversationalist: the highest keyword of the message chooses a rule, the rule takes the clause apart and
 * puts it together again as an answer. Without a keyword it comes back to something said before, or asks to go on.
 */
final class Eliza {

    private static final Pattern CLAUSE_END = Pattern.compile("[.!?;,:\\n。！？；，：、…]+");

    private final Script script;

    Eliza(Language language) {
        this.script = Script.read(language);
    }

    /** Answers the last of the user's messages. */
    Saying answer(List<String> messages, Seed seed) {
        String last = messages.get(messages.size() - 1);
        return byKeyword(last, seed)
                .or(() -> fromMemory(messages.subList(0, messages.size() - 1), seed))
                .orElseGet(() -> goOn(seed));
    }

    private Optional<Saying> byKeyword(String message, Seed seed) {
        List<String> clauses = clauses(message);
        return script.keywords().stream()
                .flatMap(keyword -> clauses.stream()
                        .flatMap(clause -> keyword
                                .ruleFor(clause)
                                .map(rule -> rule.say(keyword.word(), clause, seed, script.reflection()))
                                .stream()))
                .findFirst();
    }

    /** One time in three it prefers to ask on rather than to come back to something. */
    private Optional<Saying> fromMemory(List<String> earlier, Seed seed) {
        if (seed.below(3, 2) == 0) {
            return Optional.empty();
        }
        List<Saying> remembered = earlier.stream()
                .flatMap(message -> clauses(message).stream())
                .flatMap(clause -> remember(clause, seed).stream())
                .toList();
        return remembered.isEmpty() ? Optional.empty() : Optional.of(seed.pick(remembered));
    }

    private Optional<Saying> remember(String clause, Seed seed) {
        return script.memory().stream()
                .filter(rule -> rule.fits(clause))
                .map(rule -> rule.say("memory", clause, seed, script.reflection()))
                .findFirst();
    }

    private Saying goOn(Seed seed) {
        String text = seed.pick(script.none());
        return new Saying(
                text, "none", script.none().indexOf(text) + 1, script.none().size());
    }

    /** Clauses with a blank on either side, so that patterns may count on blanks around words. */
    private static List<String> clauses(String message) {
        return Arrays.stream(CLAUSE_END.split(Beginning.of(message).replace('’', '\'')))
                .filter(clause -> !clause.isBlank())
                .map(clause -> " " + clause.strip().replaceAll("\\s+", " ") + " ")
                .toList();
    }
}
