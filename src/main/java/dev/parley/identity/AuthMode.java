package dev.parley.identity;

import java.util.Locale;

/** Who is let in. */
public enum AuthMode {
    /** Guests, while only the demo model answers. */
    DEMO,
    /** Accounts with passwords, kept here. */
    LOCAL,
    /** Accounts of an OpenID provider. */
    OIDC,
    /** Everybody who reaches the port; must be said. */
    OPEN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a browser comes in without a sign-in. */
    public boolean letsGuestsIn() {
        return this == DEMO || this == OPEN;
    }
}
