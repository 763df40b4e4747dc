package dev.parley.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a list shows of a conversation. Times in wall-clock milliseconds since 1970.
 *
 * @param options what holds for all its answers; told in snapshots only
 */
public record ConversationView(
        String id,
        String title,
        @Nullable String model,
        long createdAtMillis,
        long updatedAtMillis,
        boolean generating,
        boolean pinned,
        boolean archived,
        ConversationOptions options) {

    /** One that nobody has tidied. */
    public ConversationView(
            String id,
            String title,
            @Nullable String model,
            long createdAtMillis,
            long updatedAtMillis,
            boolean generating) {
        this(id, title, model, createdAtMillis, updatedAtMillis, generating, false, false, ConversationOptions.NONE);
    }
}
