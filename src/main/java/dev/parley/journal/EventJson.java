package dev.parley.journal;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.EventType;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.Json;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.Rating;
import dev.parley.protocol.Role;
import dev.parley.protocol.Timings;
import dev.parley.protocol.Usage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The payload of events in the database: what their columns do not hold. Fields may be added; readers pass over what
 * they do not know, and none may change its meaning, because events of earlier versions stay.
 */
final class EventJson {

    private EventJson() {}

    /** JSON, or null for events that have no payload. */
    static @Nullable String write(Event event) {
        return switch (event.type()) {
            case DELTA, REASONING_DELTA, MESSAGE_RESTARTED, CONVERSATION_DELETED, CONVERSATION_RESTORED -> null;
            default ->
                Json.text(json -> {
                    json.writeStartObject();
                    fields(json, event);
                    json.writeEnd();
                });
        };
    }

    private static void fields(JsonGenerator json, Event event) {
        if (event instanceof Event.MessageCreated created) {
            optional(json, "parentId", created.parentId());
            json.write("role", created.role().wire());
            json.write("text", created.text());
            optional(json, "clientMessageId", created.clientMessageId());
            optional(json, "model", created.model());
        } else if (event instanceof Event.GenerationStarted started) {
            json.write("model", started.model());
            json.write("traceId", started.traceId());
        } else if (event instanceof Event.GenerationRetrying retrying) {
            json.write("attempt", retrying.attempt());
            json.write("of", retrying.of());
            json.write("delayMs", retrying.delay().toMillis());
            json.write("code", retrying.code().wire());
        } else if (event instanceof Event.GenerationContinued continued) {
            json.write("attempt", continued.attempt());
        } else if (event instanceof Event.GenerationFallback fallback) {
            json.write("from", fallback.from());
            json.write("model", fallback.model());
            json.write("code", fallback.code().wire());
        } else if (event instanceof Event.GenerationEnded ended) {
            ended(json, ended);
        } else if (event instanceof Event.ConversationChanged changed) {
            optional(json, "title", changed.title());
            optional(json, "model", changed.model());
            changed(json, changed);
        } else if (event instanceof Event.MessageChanged changed) {
            optional(
                    json,
                    "rating",
                    changed.rating() == null ? null : changed.rating().wire());
        }
    }

    private static void changed(JsonGenerator json, Event.ConversationChanged changed) {
        if (changed.pinned() != null) {
            json.write("pinned", changed.pinned());
        }
        if (changed.archived() != null) {
            json.write("archived", changed.archived());
        }
        if (changed.options() != null) {
            json.writeStartObject("options");
            OptionsJson.fields(json, changed.options());
            json.writeEnd();
        }
        if (changed.byUser()) {
            json.write("byUser", true);
        }
    }

    private static void ended(JsonGenerator json, Event.GenerationEnded ended) {
        json.write("state", ended.state().wire());
        if (ended.finishReason() != null) {
            json.write("finishReason", ended.finishReason().wire());
        }
        Usage usage = ended.usage();
        if (usage != null) {
            json.write("inputTokens", usage.inputTokens());
            json.write("outputTokens", usage.outputTokens());
            json.write("reasoningTokens", usage.reasoningTokens());
            json.write("totalTokens", usage.totalTokens());
        }
        optional(json, "firstTokenMs", ended.timings().firstToken());
        optional(json, "reasoningMs", ended.timings().reasoning());
        optional(json, "durationMs", ended.timings().duration());
        ErrorInfo error = ended.error();
        if (error != null) {
            json.write("code", error.code().wire());
            json.write("traceId", error.traceId());
            if (error.retryAfter() != null) {
                json.write("retryAfterMs", error.retryAfter().toMillis());
            }
        }
    }

    private static void optional(JsonGenerator json, String name, @Nullable Duration value) {
        if (value != null) {
            json.write(name, value.toMillis());
        }
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.write(name, value);
        }
    }

    /** Any event but a delta. */
    static Event read(
            EventType type, @Nullable String messageId, @Nullable String generationId, @Nullable String text) {
        JsonObject json =
                text == null ? JsonValue.EMPTY_JSON_OBJECT : Json.value(text).asJsonObject();
        return switch (type) {
            case MESSAGE_CREATED ->
                new Event.MessageCreated(
                        id(messageId),
                        json.getString("parentId", null),
                        Role.ofWire(json.getString("role")),
                        json.getString("text"),
                        json.getString("clientMessageId", null),
                        json.getString("model", null));
            case GENERATION_STARTED ->
                new Event.GenerationStarted(
                        id(generationId), id(messageId), json.getString("model"), json.getString("traceId"));
            case GENERATION_RETRYING ->
                new Event.GenerationRetrying(
                        id(generationId),
                        id(messageId),
                        json.getInt("attempt"),
                        json.getInt("of"),
                        millis(json, "delayMs"),
                        code(json));
            case GENERATION_CONTINUED ->
                new Event.GenerationContinued(id(generationId), id(messageId), json.getInt("attempt"));
            case GENERATION_FALLBACK ->
                new Event.GenerationFallback(
                        id(generationId), id(messageId), json.getString("from"), json.getString("model"), code(json));
            case MESSAGE_RESTARTED -> new Event.MessageRestarted(id(messageId));
            case GENERATION_ENDED -> ended(id(generationId), id(messageId), json);
            case MESSAGE_CHANGED -> new Event.MessageChanged(id(messageId), rating(json.getString("rating", null)));
            case CONVERSATION_CHANGED -> changed(json);
            case CONVERSATION_DELETED -> new Event.ConversationDeleted();
            case CONVERSATION_RESTORED -> new Event.ConversationRestored();
            case DELTA, REASONING_DELTA -> throw new IllegalArgumentException("deltas have columns of their own");
        };
    }

    static @Nullable Rating rating(@Nullable String name) {
        return name == null ? null : constant(Rating.class, Rating::wire, name);
    }

    private static Event changed(JsonObject json) {
        JsonObject options = json.getJsonObject("options");
        return new Event.ConversationChanged(
                json.getString("title", null),
                json.getString("model", null),
                json.containsKey("pinned") ? json.getBoolean("pinned") : null,
                json.containsKey("archived") ? json.getBoolean("archived") : null,
                options == null ? null : OptionsJson.conversation(options),
                json.getBoolean("byUser", false));
    }

    private static Event ended(String generationId, String messageId, JsonObject json) {
        String reason = json.getString("finishReason", null);
        Usage usage = !json.containsKey("totalTokens")
                ? null
                : new Usage(
                        number(json, "inputTokens"),
                        number(json, "outputTokens"),
                        number(json, "reasoningTokens"),
                        number(json, "totalTokens"));
        ErrorInfo error = !json.containsKey("code")
                ? null
                : new ErrorInfo(code(json), optionalMillis(json, "retryAfterMs"), json.getString("traceId"));
        return new Event.GenerationEnded(
                generationId,
                messageId,
                constant(MessageState.class, MessageState::wire, json.getString("state")),
                reason == null ? null : constant(FinishReason.class, FinishReason::wire, reason),
                usage,
                error,
                new Timings(
                        optionalMillis(json, "firstTokenMs"),
                        optionalMillis(json, "reasoningMs"),
                        optionalMillis(json, "durationMs")));
    }

    /** The constant with this name on the wire. */
    static <E extends Enum<E>> E constant(Class<E> type, Function<E, String> wire, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> wire.apply(constant).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the database holds a " + type.getSimpleName() + " that this version does not know: " + name));
    }

    private static ErrorCode code(JsonObject json) {
        return constant(ErrorCode.class, ErrorCode::wire, json.getString("code"));
    }

    private static long number(JsonObject json, String name) {
        return json.getJsonNumber(name).longValue();
    }

    private static Duration millis(JsonObject json, String name) {
        return Duration.ofMillis(number(json, name));
    }

    private static @Nullable Duration optionalMillis(JsonObject json, String name) {
        return json.containsKey(name) ? millis(json, name) : null;
    }

    private static String id(@Nullable String id) {
        return Objects.requireNonNull(id, "an event without its id");
    }
}
