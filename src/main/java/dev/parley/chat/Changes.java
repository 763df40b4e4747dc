package dev.parley.chat;

import dev.parley.conversation.ConversationChange;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Rating;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of REST calls that no socket's frame corresponds to. Unknown fields are passed over. */
public final class Changes {

    private Changes() {}

    /** @throws ParleyException if it is not as described */
    static ConversationChange read(String body) {
        JsonObject json = object(body);
        JsonValue options = json.get("options");
        if (options != null && !(options instanceof JsonObject)) {
            throw invalid("options: must be an object");
        }
        return new ConversationChange(
                text(json, "title"),
                flag(json, "pinned"),
                flag(json, "archived"),
                text(json, "model"),
                options == null ? null : OptionsJson.conversation(options.asJsonObject()));
    }

    /** @throws ParleyException if it is neither up nor down nor null */
    static @Nullable Rating rating(String body) {
        JsonValue value = object(body).get("rating");
        if (value == JsonValue.NULL) {
            return null;
        }
        if (value instanceof JsonString text) {
            return Rating.ofWire(text.getString()).orElseThrow(Changes::noRating);
        }
        throw noRating();
    }

    private static ParleyException noRating() {
        return invalid("rating: must be up, down or null");
    }

    /** @throws ParleyException if it is no object */
    public static JsonObject object(String body) {
        try {
            return Json.value(body).asJsonObject();
        } catch (JsonException | ClassCastException e) {
            throw invalid("the body: must be a JSON object");
        }
    }

    public static @Nullable String text(JsonObject json, String name) {
        JsonValue value = json.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw invalid(name + ": must be a text");
    }

    /** @throws ParleyException if it is missing */
    public static String required(JsonObject json, String name) {
        String value = text(json, name);
        if (value == null) {
            throw invalid(name + ": is missing");
        }
        return value;
    }

    /** @throws ParleyException if it is neither true nor false */
    public static @Nullable Boolean flag(JsonObject json, String name) {
        JsonValue value = json.get(name);
        if (value == null) {
            return null;
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw invalid(name + ": must be true or false");
    }

    /** @throws ParleyException if it is no whole number */
    public static Duration millis(String name, JsonValue value) {
        if (value instanceof JsonNumber number && number.isIntegral()) {
            // What is too large to be counted is too long in any case.
            return number.bigDecimalValue().precision() > 18
                    ? Duration.ofMillis(Long.MAX_VALUE)
                    : Duration.ofMillis(number.longValue());
        }
        throw invalid(name + ": must be a whole number of milliseconds, or null for never");
    }

    public static ParleyException invalid(String detail) {
        return ParleyException.explained(ErrorCode.INVALID_REQUEST, detail);
    }
}
