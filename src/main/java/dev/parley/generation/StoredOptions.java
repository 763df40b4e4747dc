package dev.parley.generation;

import dev.parley.protocol.Json;
import dev.parley.protocol.SendOptions;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import org.jspecify.annotations.Nullable;

/** What a user set for an answer, as the generation's row keeps it for a takeover. */
public final class StoredOptions {

    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private StoredOptions() {}

    public static String write(SendOptions options) {
        JsonObjectBuilder json = PROVIDER.createObjectBuilder();
        if (options.thinking() != null) {
            json.add("thinking", options.thinking());
        }
        if (options.temperature() != null) {
            json.add("temperature", options.temperature());
        }
        if (options.topP() != null) {
            json.add("topP", options.topP());
        }
        if (options.maxTokens() != null) {
            json.add("maxTokens", options.maxTokens());
        }
        return Json.text(json.build());
    }

    public static SendOptions read(String text) {
        JsonObject json = Json.value(text).asJsonObject();
        JsonValue thinking = json.get("thinking");
        JsonNumber maxTokens = json.getJsonNumber("maxTokens");
        return new SendOptions(
                thinking == null ? null : thinking == JsonValue.TRUE,
                number(json, "temperature"),
                number(json, "topP"),
                maxTokens == null ? null : maxTokens.intValue());
    }

    private static @Nullable Double number(JsonObject json, String name) {
        JsonNumber number = json.getJsonNumber(name);
        return number == null ? null : number.doubleValue();
    }
}
