package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.talk.Language;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message that asks for a fault: {@code /fault NAME arguments | prompt}.
 *
 * @param prompt what to answer after the fault, null for an explanation of it
 * @param language English, or Chinese if it was asked for by the Chinese word
 */
public record FaultLine(
        String name, Arguments arguments, @Nullable String prompt, Language language) {

    private static final Pattern FORM =
            Pattern.compile("^/(fault|故障)(?![^\\s|])\\s*([^\\s|]*)([^|]*)(?:\\|(.*))?$", Pattern.DOTALL);

    /** The line, if the message begins with the command. */
    public static Optional<FaultLine> of(String message) {
        Matcher matcher = FORM.matcher(message);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String prompt = matcher.group(4);
        boolean blank = prompt == null || prompt.isBlank();
        Language language = Language.of(matcher.group(1));
        Arguments arguments = Arguments.of(matcher.group(3));
        return Optional.of(new FaultLine(matcher.group(2), arguments, blank ? null : prompt.strip(), language));
    }

    /** What to talk about in a message: itself, or what stands behind the fault. */
    public static String promptIn(String message) {
        return of(message).map(FaultLine::prompt).orElse(message);
    }

    public Optional<Fault> fault() {
        return Fault.named(name);
    }

    /** Whether this attempt is disturbed; a request that continues an answer is only if it says {@code sticky}. */
    public boolean disturbs(Fault fault, int attempt, boolean continues) {
        return !(continues && !arguments.has("sticky")) && (times(fault) == 0 || attempt <= times(fault));
    }

    /** How many attempts of the same request are disturbed before one succeeds; 0 for all. */
    public int times(Fault fault) {
        int byPosition = fault.times() == 0 ? 0 : arguments.count(fault.times());
        return arguments.named("times", byPosition);
    }
}
