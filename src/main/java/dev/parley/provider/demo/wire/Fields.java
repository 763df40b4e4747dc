package dev.parley.provider.demo.wire;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Reads a JSON object's members by type: absent and null are null, another type is refused. */
record Fields(JsonObject json) {

    @Nullable
    String text(String name) {
        JsonString value = member(name, JsonString.class, "a string");
        return value == null ? null : value.getString();
    }

    @Nullable
    Double number(String name) {
        JsonNumber value = member(name, JsonNumber.class, "a number");
        return value == null ? null : value.doubleValue();
    }

    @Nullable
    Integer integer(String name) {
        JsonNumber value = member(name, JsonNumber.class, "an integer");
        if (value == null) {
            return null;
        }
        if (!value.isIntegral()) {
            throw wrong(name, "an integer");
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value.longValue()));
    }

    boolean flag(String name, boolean absent) {
        JsonValue value = member(name, JsonValue.class, "a boolean");
        if (value == null) {
            return absent;
        }
        if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
            throw wrong(name, "a boolean");
        }
        return value == JsonValue.TRUE;
    }

    @Nullable
    JsonArray array(String name) {
        return member(name, JsonArray.class, "an array");
    }

    /** The object, or an empty one. */
    Fields object(String name) {
        JsonObject value = member(name, JsonObject.class, "an object");
        return new Fields(value == null ? JsonValue.EMPTY_JSON_OBJECT : value);
    }

    boolean has(String name) {
        JsonValue value = json.get(name);
        return value != null && value.getValueType() != JsonValue.ValueType.NULL;
    }

    private <T extends JsonValue> @Nullable T member(String name, Class<T> type, String wanted) {
        if (!has(name)) {
            return null;
        }
        JsonValue value = json.get(name);
        if (!type.isInstance(value)) {
            throw wrong(name, wanted);
        }
        return type.cast(value);
    }

    static Refusal wrong(String name, String wanted) {
        return new Refusal(Problem.INVALID_PARAMETER, "The value of " + name + " must be " + wanted + ".");
    }
}
