package dev.parley.protocol;

import org.jspecify.annotations.Nullable;

/** What a list shows of a conversation. Times in wall-clock milliseconds since 1970. */
public record ConversationView(
        String id,
        String title,
        @Nullable String model,
        long createdAtMillis,
        long updatedAtMillis,
        boolean generating) {}
