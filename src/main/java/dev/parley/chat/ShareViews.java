package dev.parley.chat;

import dev.parley.conversation.Share;
import dev.parley.conversation.Shares;
import dev.parley.protocol.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shares as JSON. */
final class ShareViews {

    private ShareViews() {}

    /** How long a share is to live: by default a while, with null for ever. */
    static @Nullable Duration life(JsonObject json) {
        JsonValue value = json.get("expiresInMs");
        if (value == null) {
            return Shares.DEFAULT_LIFE;
        }
        if (value == JsonValue.NULL) {
            return null;
        }
        return Changes.millis("expiresInMs", value);
    }

    static String one(Share share) {
        return Json.text(json -> write(json, share));
    }

    static String all(List<Share> shares) {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartArray("shares");
            shares.forEach(share -> write(json, share));
            json.writeEnd();
            json.writeEnd();
        });
    }

    private static void write(JsonGenerator json, Share share) {
        json.writeStartObject();
        json.write("id", share.id());
        json.write("token", share.token());
        json.write("createdAt", share.createdAtMillis());
        if (share.expiresAtMillis() != null) {
            json.write("expiresAt", share.expiresAtMillis());
        }
        json.writeEnd();
    }
}
