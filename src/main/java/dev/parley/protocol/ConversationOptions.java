package dev.parley.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a user sets for all answers of a conversation.
 *
 * @param send what holds for each answer that does not say otherwise
 * @param systemPrompt said to the model before the conversation, or null
 */
public record ConversationOptions(
        SendOptions send, @Nullable String systemPrompt) {

    public static final ConversationOptions NONE = new ConversationOptions(SendOptions.NONE, null);

    /** The same, where an answer's own options win. */
    public ConversationOptions with(SendOptions own) {
        return new ConversationOptions(
                new SendOptions(
                        own.thinking() == null ? send.thinking() : own.thinking(),
                        own.temperature() == null ? send.temperature() : own.temperature(),
                        own.topP() == null ? send.topP() : own.topP(),
                        own.maxTokens() == null ? send.maxTokens() : own.maxTokens()),
                systemPrompt);
    }
}
