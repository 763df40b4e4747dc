package dev.parley.protocol;

import jakarta.json.stream.JsonGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the parts that frames and REST answers share. */
public final class ViewWriter {

    private ViewWriter() {}

    static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.write(name, value);
        }
    }

    static void optional(JsonGenerator json, String name, @Nullable Boolean value) {
        if (value != null) {
            json.write(name, value.booleanValue());
        }
    }

    private static void optional(JsonGenerator json, String name, @Nullable Duration value) {
        if (value != null) {
            json.write(name, value.toMillis());
        }
    }

    public static void user(JsonGenerator json, String name, ServerFrame.User user) {
        json.writeStartObject(name);
        json.write("id", user.id());
        json.write("name", user.name());
        json.write("guest", user.guest());
        optional(json, "role", user.role());
        json.writeEnd();
    }

    /** What a command has made. */
    public static void ack(JsonGenerator json, ServerFrame.Ack ack) {
        optional(json, "conversationId", ack.conversationId());
        optional(json, "userMessageId", ack.userMessageId());
        optional(json, "messageId", ack.messageId());
        optional(json, "generationId", ack.generationId());
    }

    public static void models(JsonGenerator json, String name, List<ModelView> models) {
        json.writeStartArray(name);
        for (ModelView model : models) {
            json.writeStartObject();
            json.write("id", model.id());
            json.write("label", model.label());
            json.write("provider", model.provider());
            json.write("demo", model.demo());
            json.write("isDefault", model.isDefault());
            json.writeStartObject("capabilities");
            json.write("partial", model.partial());
            json.write("thinking", model.thinking());
            json.write("incremental", model.incremental());
            json.writeEnd();
            if (model.circuit() != null) {
                circuit(json, "circuit", model.circuit());
            }
            optional(json, "fallback", model.fallback());
            json.writeEnd();
        }
        json.writeEnd();
    }

    private static void circuit(JsonGenerator json, String name, CircuitView circuit) {
        json.writeStartObject(name);
        json.write("state", circuit.state().wire());
        if (circuit.halfOpensIn() != null) {
            json.write("halfOpensInMs", circuit.halfOpensIn().toMillis());
        }
        json.writeEnd();
    }

    public static void error(JsonGenerator json, String name, ErrorInfo error) {
        json.writeStartObject(name);
        json.write("code", error.code().wire());
        json.write("category", error.code().category().wire());
        json.write("retryable", error.code().retryable());
        if (error.retryAfter() != null) {
            json.write("retryAfterMs", error.retryAfter().toMillis());
        }
        json.writeStartObject("message");
        json.write("en", error.message(Locale.ENGLISH));
        json.write("zh-CN", error.message(Locale.SIMPLIFIED_CHINESE));
        json.writeEnd();
        optional(json, "detail", error.detail());
        json.write("traceId", error.traceId());
        json.writeEnd();
    }

    static void options(JsonGenerator json, ConversationOptions options) {
        json.writeStartObject("options");
        OptionsJson.fields(json, options);
        json.writeEnd();
    }

    static void timings(JsonGenerator json, Timings timings) {
        optional(json, "firstTokenMs", timings.firstToken());
        optional(json, "reasoningMs", timings.reasoning());
        optional(json, "durationMs", timings.duration());
    }

    public static void usage(JsonGenerator json, String name, Usage usage) {
        json.writeStartObject(name);
        json.write("inputTokens", usage.inputTokens());
        json.write("outputTokens", usage.outputTokens());
        json.write("reasoningTokens", usage.reasoningTokens());
        json.write("totalTokens", usage.totalTokens());
        json.writeEnd();
    }

    /** The field {@code conversations}, without their options. */
    public static void conversations(JsonGenerator json, List<ConversationView> conversations) {
        json.writeStartArray("conversations");
        for (ConversationView conversation : conversations) {
            json.writeStartObject();
            conversation(json, conversation);
            json.writeEnd();
        }
        json.writeEnd();
    }

    /** Writes into an open object. */
    public static void conversation(JsonGenerator json, ConversationView conversation) {
        json.write("id", conversation.id());
        json.write("title", conversation.title());
        optional(json, "model", conversation.model());
        json.write("createdAt", conversation.createdAtMillis());
        json.write("updatedAt", conversation.updatedAtMillis());
        json.write("generating", conversation.generating());
        if (conversation.pinned()) {
            json.write("pinned", true);
        }
        if (conversation.archived()) {
            json.write("archived", true);
        }
    }

    /** The same with its options; writes into an open object. */
    public static void wholeConversation(JsonGenerator json, ConversationView conversation) {
        conversation(json, conversation);
        if (!conversation.options().equals(ConversationOptions.NONE)) {
            options(json, conversation.options());
        }
    }

    /** Writes into an open object. */
    public static void snapshot(JsonGenerator json, Snapshot snapshot) {
        json.write("seq", snapshot.seq());
        json.writeStartObject("conversation");
        wholeConversation(json, snapshot.conversation());
        json.writeEnd();
        json.writeStartArray("messages");
        for (MessageView message : snapshot.messages()) {
            json.writeStartObject();
            message(json, message);
            json.writeEnd();
        }
        json.writeEnd();
    }

    private static void message(JsonGenerator json, MessageView message) {
        json.write("id", message.id());
        optional(json, "parentId", message.parentId());
        json.write("role", message.role().wire());
        json.write("text", message.text());
        if (!message.reasoning().isEmpty()) {
            json.write("reasoning", message.reasoning());
        }
        json.write("createdAt", message.createdAtMillis());
        json.write("state", message.state().wire());
        optional(json, "model", message.model());
        optional(json, "fallbackFrom", message.fallbackFrom());
        optional(
                json,
                "fallbackCode",
                message.fallbackCode() == null ? null : message.fallbackCode().wire());
        optional(json, "clientMessageId", message.clientMessageId());
        optional(json, "generationId", message.generationId());
        optional(json, "traceId", message.traceId());
        if (message.finishReason() != null) {
            json.write("finishReason", message.finishReason().wire());
        }
        if (message.usage() != null) {
            usage(json, "usage", message.usage());
        }
        if (message.error() != null) {
            error(json, "error", message.error());
        }
        optional(
                json,
                "rating",
                message.rating() == null ? null : message.rating().wire());
        timings(json, message.timings());
    }
}
