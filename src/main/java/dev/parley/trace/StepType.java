package dev.parley.trace;

import java.util.Locale;

/** What can happen to an answer. docs/traces-and-logs.md says what each one carries. */
public enum StepType {
    /** The question was taken. */
    ACCEPTED,
    /** A node has the answer, under a fence. */
    LEASED,
    /** A provider is asked. */
    REQUEST,
    /** The provider's first event with something of the answer. */
    FIRST_TOKEN,
    /** The provider did not begin to answer. */
    REFUSED,
    /** The circuit breaker did not let a request through. */
    BREAKER_OPEN,
    /** The provider's answer broke off. */
    CUT,
    /** A pause, and then another attempt. */
    RETRYING,
    /** Another attempt begins. */
    CONTINUED,
    /** Another model answers instead. */
    FALLBACK,
    /** The text so far is void. */
    RESTARTED,
    /** A node does not go on with it: it stops, or has lost it to another. */
    LEFT,
    /** Another node goes on, or the same one anew. */
    TAKEOVER,
    /** A reader has come back. */
    RESUMED,
    /** It is over. */
    ENDED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
