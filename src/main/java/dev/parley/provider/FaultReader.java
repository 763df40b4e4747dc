package dev.parley.provider;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds an error in a JSON object of any dialect (docs/providers.md 2). */
final class FaultReader {

    private FaultReader() {}

    /**
     * The failure that the object reports, if it does.
     *
     * @param status the HTTP status, or the one of the event's comment; 0 if unknown
     * @param declared whether the event's name or the HTTP status already says that this is an error
     */
    static Optional<ProviderFault> find(JsonObject json, int status, boolean declared) {
        JsonValue error = json.get("error");
        if (error != null && isPresent(error)) {
            return Optional.of(nested(json, error, status));
        }
        boolean answers = isPresent(json.get("choices")) || isPresent(json.get("output"));
        boolean reports = !text(json, "code").isEmpty()
                || (!text(json, "message").isEmpty() && "error".equals(text(json, "object")));
        if (declared || (!answers && reports)) {
            return Optional.of(flat(json, status));
        }
        return Optional.empty();
    }

    private static boolean isPresent(@Nullable JsonValue value) {
        return value != null && value != JsonValue.NULL;
    }

    private static ProviderFault nested(JsonObject json, JsonValue error, int status) {
        if (error instanceof JsonObject object) {
            int own = number(object, "status_code");
            String id = text(json, "request_id");
            return new ProviderFault(
                    own > 0 ? own : status,
                    text(object, "code"),
                    text(object, "type"),
                    text(object, "message"),
                    id,
                    null,
                    null);
        }
        return new ProviderFault(status, text(json, "code"), "", string(error), text(json, "request_id"), null, null);
    }

    private static ProviderFault flat(JsonObject json, int status) {
        return new ProviderFault(
                status,
                text(json, "code"),
                text(json, "type"),
                text(json, "message"),
                text(json, "request_id"),
                null,
                null);
    }

    /** A member as text, whether it is a string or a number; empty if it is neither. */
    static String text(JsonObject json, String name) {
        JsonValue value = json.get(name);
        return value == null ? "" : string(value);
    }

    private static String string(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        return value instanceof JsonNumber ? value.toString() : "";
    }

    private static int number(JsonObject json, String name) {
        return json.get(name) instanceof JsonNumber number ? number.intValue() : 0;
    }
}
