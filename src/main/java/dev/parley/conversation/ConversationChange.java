package dev.parley.conversation;

import dev.parley.protocol.ConversationOptions;
import org.jspecify.annotations.Nullable;

/** What a user changes of a conversation; null leaves it as it is. Options replace all that there were. */
public record ConversationChange(
        @Nullable String title,
        @Nullable Boolean pinned,
        @Nullable Boolean archived,
        @Nullable String model,
        @Nullable ConversationOptions options) {}
