package dev.parley.identity;

import org.jspecify.annotations.Nullable;

/**
 * A browser that has signed in.
 *
 * @param expiresAtMillis when it ends if it is not used any more
 * @param endedAtMillis when the user or an admin has ended it, or null
 * @param address where it was begun, or null
 * @param agent what the browser called itself then, or null
 * @param checkedUntilMillis until then an OpenID provider needs not be asked, or null
 */
public record SignIn(
        String id,
        String accountId,
        long createdAtMillis,
        long lastUsedAtMillis,
        long expiresAtMillis,
        @Nullable Long endedAtMillis,
        @Nullable String address,
        @Nullable String agent,
        @Nullable Long checkedUntilMillis) {}
