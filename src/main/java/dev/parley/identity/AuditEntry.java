package dev.parley.identity;

import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or tried to do.
 *
 * @param id newer ones are greater
 * @param action such as {@code sign-in}: see docs/security.md
 * @param ok whether it was done, not refused
 * @param accountId who, or null where nobody is known
 * @param name what they were called then
 * @param target what it was done to, or null
 * @param detail never a secret, never a message's text
 */
public record AuditEntry(
        String id,
        long atMillis,
        String action,
        boolean ok,
        @Nullable String accountId,
        @Nullable String name,
        @Nullable String target,
        @Nullable String detail,
        @Nullable String address,
        @Nullable String traceId) {}
