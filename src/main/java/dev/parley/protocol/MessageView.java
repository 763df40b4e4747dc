package dev.parley.protocol;

import org.jspecify.annotations.Nullable;

/** A message with its whole text, as part of a snapshot. Times in wall-clock milliseconds since 1970. */
public record MessageView(
        String id,
        @Nullable String parentId,
        Role role,
        String text,
        String reasoning,
        long createdAtMillis,
        MessageState state,
        @Nullable String model,
        @Nullable String clientMessageId,
        @Nullable String generationId,
        @Nullable String traceId,
        @Nullable FinishReason finishReason,
        @Nullable Usage usage,
        @Nullable ErrorInfo error) {}
