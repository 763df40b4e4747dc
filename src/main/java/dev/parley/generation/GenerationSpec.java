package dev.parley.generation;

import dev.parley.journal.Fence;
import dev.parley.platform.LogContext;
import dev.parley.platform.TraceParent;
import dev.parley.provider.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * One run that produces or continues an assistant message.
 *
 * @param conversationId where its events go
 * @param messageId the assistant message
 * @param traceId 32 hexadecimal digits
 * @param fence under which its events are written
 * @param request what the model is asked; its prefix is the text that the message already has
 * @param reasoning the reasoning that the message already has
 * @param parent the place in the asker's trace that the question came from, or null
 */
public record GenerationSpec(
        String generationId,
        String conversationId,
        String messageId,
        String traceId,
        Fence fence,
        ChatRequest request,
        String reasoning,
        @Nullable TraceParent parent) {

    /** One that has just been started, and has no text yet but the request's prefix. */
    public static GenerationSpec started(
            String generationId,
            String conversationId,
            String messageId,
            String traceId,
            ChatRequest request,
            String reasoning,
            @Nullable TraceParent parent) {
        return new GenerationSpec(
                generationId,
                conversationId,
                messageId,
                traceId,
                Fence.first(generationId),
                request,
                reasoning,
                parent);
    }

    /** What each line that is logged for it carries. */
    public LogContext context() {
        return LogContext.answer(traceId, conversationId, generationId);
    }
}
