package dev.parley.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client says. The ref is the client's own; the reply repeats it. */
public sealed interface ClientFrame {

    @Nullable
    String ref();

    record Hello(@Nullable String ref, @Nullable String clientVersion, List<Resume> resume) implements ClientFrame {
        public Hello {
            resume = List.copyOf(resume);
        }
    }

    /** @param cursor null asks for a snapshot */
    record Subscribe(
            @Nullable String ref,
            String conversationId,
            @Nullable Cursor cursor) implements ClientFrame {}

    record Unsubscribe(@Nullable String ref, String conversationId) implements ClientFrame {}

    /**
     * @param conversationId null asks for a new conversation
     * @param parentId the message that it follows; null for the newest one
     * @param first whether it follows none, and stands beside the first message of the conversation
     * @param conversationOptions what a new conversation begins with
     */
    record Send(
            @Nullable String ref,
            @Nullable String conversationId,
            String clientMessageId,
            @Nullable String parentId,
            boolean first,
            String text,
            @Nullable String model,
            SendOptions options,
            ConversationOptions conversationOptions)
            implements ClientFrame {
        public Send(
                @Nullable String ref,
                @Nullable String conversationId,
                String clientMessageId,
                @Nullable String parentId,
                String text,
                @Nullable String model,
                SendOptions options) {
            this(ref, conversationId, clientMessageId, parentId, false, text, model, options, ConversationOptions.NONE);
        }
    }

    record Stop(@Nullable String ref, String generationId) implements ClientFrame {}

    record Regenerate(
            @Nullable String ref,
            String messageId,
            @Nullable String model) implements ClientFrame {}

    record Continue(@Nullable String ref, String messageId) implements ClientFrame {}

    record Ping(@Nullable String ref) implements ClientFrame {}

    /** A conversation that the client had before, and how far it had come. */
    record Resume(String conversationId, Cursor cursor) {}
}
