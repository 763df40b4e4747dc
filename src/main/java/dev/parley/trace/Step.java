package dev.parley.trace;

import dev.parley.platform.Ids;
import dev.parley.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an answer: ids, names, numbers and codes, never content or a secret.
 *
 * @param id later ones of one node are greater
 * @param atMillis by the clock of the node
 * @param fields texts and whole numbers, in order
 */
public record Step(String id, StepType type, long atMillis, Map<String, Object> fields) {

    /** A longer text is cut: ids, names and codes are shorter. */
    static final int MOST_CHARS = 200;

    public static Step of(StepType type, long atMillis) {
        return new Step(Ids.next(), type, atMillis, Map.of());
    }

    /** The same with a text that names something, unless it is null or empty. */
    public Step with(String name, @Nullable String text) {
        return text == null || text.isEmpty() ? this : add(name, plain(text));
    }

    /** The same with a number, unless it is null. */
    public Step with(String name, @Nullable Long number) {
        return number == null ? this : add(name, number);
    }

    private Step add(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Step(id, type, atMillis, more);
    }

    /** What providers send as an id may be anything. */
    private static String plain(String text) {
        String cut = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** The fields as a JSON object. */
    String json() {
        return Json.text(json -> {
            json.writeStartObject();
            fields.forEach((name, value) -> {
                if (value instanceof Long number) {
                    json.write(name, number);
                } else {
                    json.write(name, value.toString());
                }
            });
            json.writeEnd();
        });
    }
}
