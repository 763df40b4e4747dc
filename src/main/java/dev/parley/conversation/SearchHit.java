package dev.parley.conversation;

import dev.parley.protocol.Role;
import org.jspecify.annotations.Nullable;

/**
 * Where something was found.
 *
 * @param messageId null if it is in the title
 * @param atMillis when the message was created; of a title, when something was said last
 */
public record SearchHit(
        String conversationId,
        String title,
        boolean archived,
        @Nullable String messageId,
        @Nullable Role role,
        long atMillis,
        Snippet snippet) {}
