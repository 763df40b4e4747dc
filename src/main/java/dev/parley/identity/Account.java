package dev.parley.identity;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in.
 *
 * @param id the owner of their conversations
 * @param name what they sign in with, in lower case
 * @param displayName what others read
 * @param source {@code local} or {@code oidc}
 * @param termsVersion the terms that they have accepted, or null
 */
public record Account(
        String id,
        String name,
        String displayName,
        @Nullable String email,
        boolean emailVerified,
        Role role,
        String source,
        @Nullable String termsVersion,
        boolean disabled,
        long createdAtMillis,
        @Nullable Long lastSeenAtMillis) {

    public static final String LOCAL = "local";
    public static final String OIDC = "oidc";

    public Owner owner() {
        return new Owner(id, displayName, false, role);
    }
}
