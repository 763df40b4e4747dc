package dev.parley.protocol;

/** What kind of trouble an error is, and so who can do something about it. */
public enum ErrorCategory {
    /** Passes by itself: the same request may succeed later. */
    TEMPORARY("temporary"),
    /** The asker must prove who they are, or is not allowed. */
    AUTH("auth"),
    /** The request cannot succeed as it is: the asker must change it. */
    VALIDATION("validation"),
    /** The operator must act: configuration, account, a fault of a server. */
    SYSTEM("system"),
    /** Not foreseen; never retried blindly. */
    UNKNOWN("unknown");

    private final String wire;

    ErrorCategory(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
