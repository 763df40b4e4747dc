package dev.parley.protocol;

import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of client frames. Unknown fields are passed over, an unknown type is an error of its own.
 *
 * <p>Throws {@link FrameException} with the frame's ref, where it could be read.
 */
public final class FrameReader {

    /** A client may resume this many conversations with one hello. */
    public static final int MAX_RESUME = 64;

    private static final int MAX_ID = 128;

    private FrameReader() {}

    /** The frame that the text holds. Thread-safe. */
    public static ClientFrame read(String text) {
        JsonObject json = parse(text);
        String ref = optionalText(json, null, "ref", MAX_ID);
        String type = text(json, ref, "type", MAX_ID);
        return switch (type) {
            case "hello" ->
                new ClientFrame.Hello(ref, optionalText(json, ref, "clientVersion", MAX_ID), resume(json, ref));
            case "subscribe" -> new ClientFrame.Subscribe(ref, id(json, ref, "conversationId"), cursor(json, ref));
            case "unsubscribe" -> new ClientFrame.Unsubscribe(ref, id(json, ref, "conversationId"));
            case "send" -> send(json, ref);
            case "stop" -> new ClientFrame.Stop(ref, id(json, ref, "generationId"));
            case "regenerate" ->
                new ClientFrame.Regenerate(ref, id(json, ref, "messageId"), optionalText(json, ref, "model", MAX_ID));
            case "continue" -> new ClientFrame.Continue(ref, id(json, ref, "messageId"));
            case "ping" -> new ClientFrame.Ping(ref);
            default -> throw new FrameException(ErrorCode.UNKNOWN_FRAME_TYPE, ref, "unknown frame type");
        };
    }

    /**
     * The body of a REST call that sends a message: a send frame without type and ref.
     *
     * @param conversationId as the address has it, null for a new conversation
     */
    public static ClientFrame.Send send(String body, @Nullable String conversationId) {
        return send(parse(body), null, conversationId);
    }

    /** The body of a REST call that asks for another answer: a regenerate frame without type, ref and message. */
    public static ClientFrame.Regenerate regenerate(String body, String messageId) {
        return new ClientFrame.Regenerate(null, messageId, optionalText(parse(body), null, "model", MAX_ID));
    }

    private static JsonObject parse(String text) {
        try {
            return Json.value(text).asJsonObject();
        } catch (JsonException | ClassCastException e) {
            throw new FrameException(ErrorCode.BAD_FRAME, null, "not a JSON object");
        }
    }

    private static ClientFrame.Send send(JsonObject json, @Nullable String ref) {
        boolean fresh = json.get("new") == JsonValue.TRUE;
        if (fresh == json.containsKey("conversationId")) {
            throw bad(ref, "either new:true or conversationId is needed");
        }
        return send(json, ref, fresh ? null : id(json, ref, "conversationId"));
    }

    private static ClientFrame.Send send(JsonObject json, @Nullable String ref, @Nullable String conversationId) {
        return new ClientFrame.Send(
                ref,
                conversationId,
                id(json, ref, "clientMessageId"),
                optionalText(json, ref, "parentId", MAX_ID),
                json.get("parentId") == JsonValue.NULL,
                text(json, ref, "text", Integer.MAX_VALUE),
                optionalText(json, ref, "model", MAX_ID),
                options(json, ref),
                conversationOptions(json, ref, conversationId));
    }

    private static SendOptions options(JsonObject json, @Nullable String ref) {
        JsonObject options = object(json, ref, "options");
        try {
            return options == null ? SendOptions.NONE : OptionsJson.send(options);
        } catch (FrameException e) {
            throw e.withRef(ref);
        }
    }

    private static ConversationOptions conversationOptions(
            JsonObject json, @Nullable String ref, @Nullable String conversationId) {
        JsonObject options = object(json, ref, "conversationOptions");
        if (options == null) {
            return ConversationOptions.NONE;
        }
        if (conversationId != null) {
            throw bad(ref, "conversationOptions are for a new conversation");
        }
        try {
            return OptionsJson.conversation(options);
        } catch (FrameException e) {
            throw e.withRef(ref);
        }
    }

    private static @Nullable JsonObject object(JsonObject json, @Nullable String ref, String name) {
        JsonValue value = json.get(name);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw bad(ref, name + " is no object");
    }

    private static @Nullable JsonNumber number(JsonObject json, @Nullable String ref, String name) {
        JsonValue value = json.get(name);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        if (value instanceof JsonNumber number) {
            return number;
        }
        throw bad(ref, name + " is no number");
    }

    private static List<ClientFrame.Resume> resume(JsonObject json, @Nullable String ref) {
        JsonValue value = json.get("resume");
        if (value == null || value == JsonValue.NULL) {
            return List.of();
        }
        if (value.getValueType() != JsonValue.ValueType.ARRAY
                || value.asJsonArray().size() > MAX_RESUME) {
            throw bad(ref, "resume is no array of at most " + MAX_RESUME);
        }
        List<ClientFrame.Resume> resume = new ArrayList<>();
        for (JsonValue item : value.asJsonArray()) {
            if (!(item instanceof JsonObject entry)) {
                throw bad(ref, "a resume entry is no object");
            }
            Cursor cursor = cursor(entry, ref);
            if (cursor == null) {
                throw bad(ref, "a resume entry needs epoch and after");
            }
            resume.add(new ClientFrame.Resume(id(entry, ref, "conversationId"), cursor));
        }
        return resume;
    }

    private static @Nullable Cursor cursor(JsonObject json, @Nullable String ref) {
        String epoch = optionalText(json, ref, "epoch", MAX_ID);
        JsonNumber after = number(json, ref, "after");
        if (epoch == null || after == null) {
            return null;
        }
        if (!after.isIntegral() || after.longValue() < 0) {
            throw bad(ref, "after is no sequence number");
        }
        return new Cursor(epoch, after.longValue());
    }

    private static String id(JsonObject json, @Nullable String ref, String name) {
        String id = text(json, ref, name, MAX_ID);
        if (id.isEmpty()) {
            throw bad(ref, name + " is empty");
        }
        return id;
    }

    private static String text(JsonObject json, @Nullable String ref, String name, int most) {
        String value = optionalText(json, ref, name, most);
        if (value == null) {
            throw bad(ref, name + " is missing");
        }
        return value;
    }

    private static @Nullable String optionalText(JsonObject json, @Nullable String ref, String name, int most) {
        JsonValue value = json.get(name);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        if (value instanceof JsonString string && string.getString().length() <= most) {
            return WellFormed.text(string.getString());
        }
        throw bad(ref, name + " is no text, or too long");
    }

    private static FrameException bad(@Nullable String ref, String detail) {
        return new FrameException(ErrorCode.BAD_FRAME, ref, detail);
    }
}
