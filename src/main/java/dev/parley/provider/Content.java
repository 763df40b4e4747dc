package dev.parley.provider;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Text and reasoning of a message or delta in any dialect (docs/providers.md 3). */
record Content(String text, String reasoning) {

    static Content of(JsonObject message) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        content(message.get("content"), text, reasoning);
        reasoning(message, reasoning);
        return new Content(text.toString(), reasoning.toString());
    }

    private static void content(@Nullable JsonValue content, StringBuilder text, StringBuilder reasoning) {
        if (content instanceof JsonString string) {
            text.append(string.getString());
        } else if (content instanceof JsonArray parts) {
            for (JsonValue part : parts) {
                part(part, text, reasoning);
            }
        }
    }

    private static void part(JsonValue part, StringBuilder text, StringBuilder reasoning) {
        if (part instanceof JsonString string) {
            text.append(string.getString());
        } else if (part instanceof JsonObject object) {
            content(object.get("thinking"), reasoning, reasoning);
            content(object.get("text"), text, reasoning);
        }
    }

    /** The same words may stand in several fields: only the first one that has any is read. */
    private static void reasoning(JsonObject message, StringBuilder reasoning) {
        String words = FaultReader.text(message, "reasoning_content");
        if (words.isEmpty()) {
            words = FaultReader.text(message, "reasoning");
        }
        if (words.isEmpty() && message.get("reasoning_details") instanceof JsonArray details) {
            for (JsonValue detail : details) {
                if (detail instanceof JsonObject object) {
                    reasoning.append(FaultReader.text(object, "text"));
                }
            }
        }
        reasoning.append(words);
    }
}
