package dev.parley.trace;

import jakarta.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one answer, in the order of their times.
 *
 * @param ownerId whose conversation it is
 * @param model that was asked for first
 * @param parent the traceparent that its question came with, or null
 * @param state of the generation: open, or how it ended
 * @param omitted how many steps were not kept
 */
public record Timeline(
        String traceId,
        String ownerId,
        String conversationId,
        String messageId,
        String generationId,
        String model,
        @Nullable String parent,
        String state,
        long startedAtMillis,
        @Nullable Long endedAtMillis,
        long omitted,
        List<Stored> steps) {

    public Timeline {
        steps = List.copyOf(steps);
    }

    Timeline with(List<Stored> all) {
        return new Timeline(
                traceId,
                ownerId,
                conversationId,
                messageId,
                generationId,
                model,
                parent,
                state,
                startedAtMillis,
                endedAtMillis,
                omitted,
                all);
    }

    /** A step as it was stored. */
    public record Stored(long atMillis, String node, String type, JsonObject fields) {}
}
