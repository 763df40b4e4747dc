package dev.parley.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an API key may do; a browser's sign-in may do everything. */
public enum Scope {
    /** Read conversations. */
    READ,
    /** Read and change conversations, ask. */
    CHAT,
    /** What admins may, if its owner is one. */
    ADMIN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> ofWire(String wire) {
        return Arrays.stream(values())
                .filter(scope -> scope.wire().equals(wire))
                .findFirst();
    }
}
