package dev.parley.protocol;

import jakarta.json.stream.JsonGenerator;
import org.jspecify.annotations.Nullable;

/** Writes the fields of events into an open JSON object. */
final class EventWriter {

    private EventWriter() {}

    static void write(JsonGenerator json, Event.Recorded recorded) {
        Event event = recorded.event();
        json.write("seq", recorded.seq());
        json.write("type", event.type().wire());
        json.write("at", recorded.atMillis());
        if (event instanceof Event.OfGeneration ofGeneration) {
            json.write("generationId", ofGeneration.generationId());
        }
        if (event instanceof Event.OfMessage ofMessage) {
            json.write("messageId", ofMessage.messageId());
        }
        fields(json, event);
    }

    private static void fields(JsonGenerator json, Event event) {
        switch (event.type()) {
            case DELTA, REASONING_DELTA -> {
                Event.Text text = (Event.Text) event;
                json.write("offset", text.offset());
                json.write("text", text.text());
            }
            case MESSAGE_CREATED -> created(json, (Event.MessageCreated) event);
            case GENERATION_STARTED -> {
                Event.GenerationStarted started = (Event.GenerationStarted) event;
                json.write("model", started.model());
                json.write("traceId", started.traceId());
            }
            case GENERATION_RETRYING -> {
                Event.GenerationRetrying retrying = (Event.GenerationRetrying) event;
                json.write("attempt", retrying.attempt());
                json.write("of", retrying.of());
                json.write("delayMs", retrying.delay().toMillis());
                json.write("code", retrying.code().wire());
            }
            case GENERATION_CONTINUED -> json.write("attempt", ((Event.GenerationContinued) event).attempt());
            case GENERATION_FALLBACK -> {
                Event.GenerationFallback fallback = (Event.GenerationFallback) event;
                json.write("from", fallback.from());
                json.write("model", fallback.model());
                json.write("code", fallback.code().wire());
            }
            case GENERATION_ENDED -> ended(json, (Event.GenerationEnded) event);
            case CONVERSATION_CHANGED -> {
                Event.ConversationChanged changed = (Event.ConversationChanged) event;
                ViewWriter.optional(json, "title", changed.title());
                ViewWriter.optional(json, "model", changed.model());
                ViewWriter.optional(json, "pinned", changed.pinned());
                ViewWriter.optional(json, "archived", changed.archived());
                if (changed.options() != null) {
                    ViewWriter.options(json, changed.options());
                }
            }
            case MESSAGE_CHANGED -> rating(json, ((Event.MessageChanged) event).rating());
            case MESSAGE_RESTARTED, CONVERSATION_DELETED, CONVERSATION_RESTORED -> {
                // Nothing beyond the common fields.
            }
        }
    }

    private static void created(JsonGenerator json, Event.MessageCreated created) {
        ViewWriter.optional(json, "parentId", created.parentId());
        json.write("role", created.role().wire());
        json.write("text", created.text());
        ViewWriter.optional(json, "clientMessageId", created.clientMessageId());
        ViewWriter.optional(json, "model", created.model());
    }

    private static void rating(JsonGenerator json, @Nullable Rating rating) {
        if (rating == null) {
            json.writeNull("rating");
        } else {
            json.write("rating", rating.wire());
        }
    }

    private static void ended(JsonGenerator json, Event.GenerationEnded ended) {
        json.write("state", ended.state().wire());
        if (ended.finishReason() != null) {
            json.write("finishReason", ended.finishReason().wire());
        }
        if (ended.usage() != null) {
            ViewWriter.usage(json, "usage", ended.usage());
        }
        ViewWriter.timings(json, ended.timings());
        if (ended.error() != null) {
            ViewWriter.error(json, "error", ended.error());
        }
    }
}
