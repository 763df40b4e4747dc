package dev.parley.conversation;

import dev.parley.protocol.ConversationView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the list.
 *
 * @param next where the next piece begins, or null if this is the last one
 */
public record ConversationPage(
        List<ConversationView> conversations, @Nullable String next) {
    public ConversationPage {
        conversations = List.copyOf(conversations);
    }
}
