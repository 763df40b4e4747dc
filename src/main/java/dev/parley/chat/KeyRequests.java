package dev.parley.chat;

import dev.parley.identity.Scope;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of a new API key. */
final class KeyRequests {

    private KeyRequests() {}

    static Set<Scope> scopes(JsonObject json) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (!(json.get("scopes") instanceof JsonArray array)) {
            throw Changes.invalid("scopes: must be a list of read, chat, admin");
        }
        for (JsonValue value : array) {
            scopes.add(Scope.ofWire(value instanceof JsonString text ? text.getString() : "")
                    .orElseThrow(() -> Changes.invalid("scopes: must be read, chat or admin")));
        }
        return scopes;
    }

    /** Null for ever. */
    static @Nullable Duration life(JsonObject json) {
        JsonValue value = json.get("expiresInMs");
        return value == null || value == JsonValue.NULL ? null : Changes.millis("expiresInMs", value);
    }
}
