package dev.parley.trace;

import java.util.Locale;

/** Why an answer was stopped before its end. */
public enum StopCause {
    /** Its user pressed stop. */
    OWNER,
    /** Its user asked the next question. */
    NEW_QUESTION,
    /** Its conversation was deleted. */
    DELETION;

    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
