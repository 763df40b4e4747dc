package dev.parley.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link that works once.
 *
 * @param accountId whose password is reset, else null
 * @param createdBy the admin who made it, or null
 */
public record Invitation(
        String id,
        Kind kind,
        Role role,
        @Nullable String accountId,
        @Nullable String createdBy,
        long createdAtMillis,
        long expiresAtMillis) {

    /** What it is for. */
    public enum Kind {
        /** The first admin's account, of a server that has none. */
        SET_UP("set-up"),
        /** An account. */
        INVITATION("invitation"),
        /** A new password. */
        RESET("reset");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        static Optional<Kind> ofWire(String wire) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wire.equals(wire.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }
    }
}
