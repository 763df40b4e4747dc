package dev.parley.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program's key, without its secret.
 *
 * @param prefix its first characters, by which its owner knows it
 */
public record ApiKey(
        String id,
        String accountId,
        String name,
        String prefix,
        Set<Scope> scopes,
        long createdAtMillis,
        @Nullable Long lastUsedAtMillis,
        @Nullable Long expiresAtMillis,
        @Nullable Long revokedAtMillis) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }
}
