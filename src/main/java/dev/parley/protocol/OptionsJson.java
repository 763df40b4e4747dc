package dev.parley.protocol;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import org.jspecify.annotations.Nullable;

/** Options of answers and of conversations as JSON, on the wire and in the database. */
public final class OptionsJson {

    private OptionsJson() {}

    /** @throws ParleyException ({@code bad-frame}) if a field is of a wrong kind; ranges are not looked at */
    public static SendOptions send(JsonObject json) {
        JsonNumber maxTokens = number(json, "maxTokens");
        return new SendOptions(
                flag(json, "thinking"),
                fraction(json, "temperature"),
                fraction(json, "topP"),
                maxTokens == null ? null : wholeNumber(maxTokens, "maxTokens"));
    }

    /** @throws ParleyException ({@code bad-frame}) if a field is of a wrong kind; ranges are not looked at */
    public static ConversationOptions conversation(JsonObject json) {
        JsonValue prompt = json.get("systemPrompt");
        if (prompt == null || prompt == JsonValue.NULL) {
            return new ConversationOptions(send(json), null);
        }
        if (!(prompt instanceof JsonString text)) {
            throw bad("systemPrompt is no text");
        }
        return new ConversationOptions(send(json), WellFormed.text(text.getString()));
    }

    /** What the database holds. */
    public static ConversationOptions read(String text) {
        return conversation(Json.value(text).asJsonObject());
    }

    public static String write(ConversationOptions options) {
        return Json.text(json -> {
            json.writeStartObject();
            fields(json, options);
            json.writeEnd();
        });
    }

    /** Writes into an open object. */
    public static void fields(JsonGenerator json, ConversationOptions options) {
        SendOptions send = options.send();
        if (send.thinking() != null) {
            json.write("thinking", send.thinking());
        }
        if (send.temperature() != null) {
            json.write("temperature", send.temperature());
        }
        if (send.topP() != null) {
            json.write("topP", send.topP());
        }
        if (send.maxTokens() != null) {
            json.write("maxTokens", send.maxTokens());
        }
        ViewWriter.optional(json, "systemPrompt", options.systemPrompt());
    }

    private static @Nullable Double fraction(JsonObject json, String name) {
        JsonNumber number = number(json, name);
        return number == null ? null : number.doubleValue();
    }

    private static int wholeNumber(JsonNumber number, String name) {
        try {
            return number.intValueExact();
        } catch (ArithmeticException e) {
            throw bad(name + " is no whole number");
        }
    }

    private static @Nullable JsonNumber number(JsonObject json, String name) {
        JsonValue value = json.get(name);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        if (value instanceof JsonNumber number) {
            return number;
        }
        throw bad(name + " is no number");
    }

    private static @Nullable Boolean flag(JsonObject json, String name) {
        JsonValue value = json.get(name);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw bad(name + " is neither true nor false");
    }

    private static FrameException bad(String detail) {
        return new FrameException(ErrorCode.BAD_FRAME, null, detail);
    }
}
