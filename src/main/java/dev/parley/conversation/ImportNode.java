package dev.parley.conversation;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.WellFormed;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object of an imported file, and where it stands. What is not as it must be is refused in words that say what and
 * where: {@code conversations[0].messages[3].role: must be user or assistant}. A null counts as left out.
 */
record ImportNode(JsonObject json, String path) {

    private String at(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    ParleyException wrong(String name, String must) {
        return invalid(at(name) + ": " + must);
    }

    static ParleyException invalid(String detail) {
        return ParleyException.explained(ErrorCode.IMPORT_INVALID, detail);
    }

    private @Nullable JsonValue value(String name) {
        JsonValue value = json.get(name);
        return value == JsonValue.NULL ? null : value;
    }

    /** @param most UTF-16 length */
    @Nullable
    String text(String name, int most) {
        JsonValue value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonString text)) {
            throw wrong(name, "must be a text");
        }
        if (text.getString().length() > most) {
            throw wrong(name, "must have at most " + most + " characters");
        }
        return WellFormed.text(text.getString());
    }

    String neededText(String name, int most) {
        String text = text(name, most);
        if (text == null) {
            throw wrong(name, "is missing");
        }
        return text;
    }

    boolean flag(String name) {
        JsonValue value = value(name);
        if (value == null || value == JsonValue.FALSE) {
            return false;
        }
        if (value != JsonValue.TRUE) {
            throw wrong(name, "must be true or false");
        }
        return true;
    }

    @Nullable
    Long wholeNumber(String name, long most) {
        JsonValue value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonNumber number && number.isIntegral()) {
            try {
                long whole = number.longValueExact();
                if (whole >= 0 && whole <= most) {
                    return whole;
                }
            } catch (ArithmeticException e) {
                // Said below.
            }
        }
        throw wrong(name, "must be a whole number from 0 to " + most);
    }

    /** The constant with this name on the wire. */
    <E extends Enum<E>> @Nullable E constant(String name, Class<E> type, Function<E, String> wire) {
        String text = text(name, 100);
        if (text == null) {
            return null;
        }
        List<E> all = Arrays.asList(type.getEnumConstants());
        return all.stream()
                .filter(one -> wire.apply(one).equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(
                        name,
                        "must be " + String.join(" or ", all.stream().map(wire).toList())));
    }

    @Nullable
    ImportNode object(String name) {
        JsonValue value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonObject object) {
            return new ImportNode(object, at(name));
        }
        throw wrong(name, "must be an object");
    }

    /** A list that must be there, of objects. */
    List<ImportNode> objects(String name, int most) {
        JsonValue value = value(name);
        if (value == null || value.getValueType() != JsonValue.ValueType.ARRAY) {
            throw wrong(name, "must be a list");
        }
        if (value.asJsonArray().size() > most) {
            throw wrong(name, "must have at most " + most + " entries");
        }
        List<ImportNode> nodes = new ArrayList<>();
        for (JsonValue item : value.asJsonArray()) {
            String where = at(name) + '[' + nodes.size() + ']';
            if (!(item instanceof JsonObject object)) {
                throw invalid(where + ": must be an object");
            }
            nodes.add(new ImportNode(object, where));
        }
        return nodes;
    }
}
