package dev.parley.identity;

import java.util.Locale;

/** How somebody gets an account with a password. */
public enum Registration {
    /** By an invitation of an admin only. */
    INVITED,
    /** By oneself too. */
    OPEN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
