package dev.parley.generation;

import dev.parley.provider.ChatRequest;

/**
 * One run that produces or continues an assistant message.
 *
 * @param conversationId where its events go
 * @param messageId the assistant message
 * @param traceId 32 hexadecimal digits
 * @param reasoningChars UTF-16 length of the reasoning the message already has, when it is continued
 */
public record GenerationSpec(
        String generationId,
        String conversationId,
        String messageId,
        String traceId,
        ChatRequest request,
        int reasoningChars) {}
