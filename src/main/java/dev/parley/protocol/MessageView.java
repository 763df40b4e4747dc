package dev.parley.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message with its whole text, as part of a snapshot. Times in wall-clock milliseconds since 1970.
 *
 * @param model the model that answers
 * @param fallbackFrom the model that was asked for, if another one answers in its place
 * @param fallbackCode why
 * @param rating what the user thinks of it, or null
 */
public record MessageView(
        String id,
        @Nullable String parentId,
        Role role,
        String text,
        String reasoning,
        long createdAtMillis,
        MessageState state,
        @Nullable String model,
        @Nullable String fallbackFrom,
        @Nullable ErrorCode fallbackCode,
        @Nullable String clientMessageId,
        @Nullable String generationId,
        @Nullable String traceId,
        @Nullable FinishReason finishReason,
        @Nullable Usage usage,
        @Nullable ErrorInfo error,
        @Nullable Rating rating,
        Timings timings) {

    /** One that nobody has rated or timed. */
    public MessageView(
            String id,
            @Nullable String parentId,
            Role role,
            String text,
            String reasoning,
            long createdAtMillis,
            MessageState state,
            @Nullable String model,
            @Nullable String fallbackFrom,
            @Nullable ErrorCode fallbackCode,
            @Nullable String clientMessageId,
            @Nullable String generationId,
            @Nullable String traceId,
            @Nullable FinishReason finishReason,
            @Nullable Usage usage,
            @Nullable ErrorInfo error) {
        this(
                id,
                parentId,
                role,
                text,
                reasoning,
                createdAtMillis,
                state,
                model,
                fallbackFrom,
                fallbackCode,
                clientMessageId,
                generationId,
                traceId,
                finishReason,
                usage,
                error,
                null,
                Timings.NONE);
    }
}
