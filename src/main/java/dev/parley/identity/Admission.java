package dev.parley.identity;

import dev.parley.protocol.ErrorCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has been let in, and by what.
 *
 * @param signInId of a browser that has signed in, else null
 * @param keyId of a program's API key, else null
 * @param scopes what it may do
 * @param expiresAtMillis when it ends if it is not used, or null for never
 * @param pending what they must do before anything else, or null
 */
public record Admission(
        Owner owner,
        @Nullable Account account,
        @Nullable String signInId,
        @Nullable String keyId,
        Set<Scope> scopes,
        @Nullable Long expiresAtMillis,
        @Nullable ErrorCode pending) {

    public Admission {
        scopes = Set.copyOf(scopes);
    }

    public static Admission guest(Owner owner) {
        return new Admission(owner, null, null, null, Set.of(Scope.values()), null, null);
    }

    public boolean allows(Scope scope) {
        return scopes.contains(scope) || scope == Scope.READ && scopes.contains(Scope.CHAT);
    }

    /** Whether it may do what administrators may: a key of theirs needs the scope too. */
    public boolean isAdministration() {
        return allows(Scope.ADMIN) && owner.isAdmin();
    }

    /** Whether it is a person at a browser, not a program with a key. */
    public boolean isPersonal() {
        return keyId == null;
    }
}
