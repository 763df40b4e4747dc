package dev.parley.conversation;

import org.jspecify.annotations.Nullable;

/**
 * A copy of a part of a conversation that whoever knows the token may read.
 *
 * @param expiresAtMillis null for never
 */
public record Share(
        String id,
        String token,
        long createdAtMillis,
        @Nullable Long expiresAtMillis) {}
