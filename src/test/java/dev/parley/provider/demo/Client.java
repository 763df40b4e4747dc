package dev.parley.provider.demo;

import dev.parley.provider.demo.wire.Piece;
import dev.parley.provider.demo.wire.Reply;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the provider in tests, without a server and without pauses. */
final class Client {

    static final String TEXT = "/api/v1/services/aigc/text-generation/generation";
    static final String PARTS = "/api/v1/services/aigc/multimodal-generation/generation";
    static final String CHAT = "/v1/chat/completions";
    static final String ID = "0f0e0000-0000-4000-8000-000000000000";

    final DemoProvider provider = new DemoProvider(0);
    private String path = TEXT;
    private boolean events = true;
    private @Nullable String key = "Bearer sk-test";
    private @Nullable String fault;

    Client on(String otherPath) {
        path = otherPath;
        return this;
    }

    String path() {
        return path;
    }

    Client streaming(boolean on) {
        events = on;
        return this;
    }

    Client key(@Nullable String other) {
        key = other;
        return this;
    }

    Client fault(String header) {
        fault = header;
        return this;
    }

    Reply reply(String method, String body) {
        Call call = new Call(method, path, key, events, fault, () -> body);
        try {
            return provider.reply(call, DemoProvider.exchange(ID, call, Instant.EPOCH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply post(String body) {
        return reply("POST", body);
    }

    /** A question to the plain model. */
    Reply ask(String message) {
        return post(body("demo-chat", message));
    }

    String body(String model, String message) {
        return body(model, message, "{\"result_format\":\"message\",\"incremental_output\":true}");
    }

    String body(String model, String message, String parameters) {
        return body(model, messages(message, null), parameters);
    }

    String body(String model, jakarta.json.JsonArray messages, String parameters) {
        JsonObject options = object(parameters);
        JsonObjectBuilder json = Json.createObjectBuilder().add("model", model);
        if (path.equals(CHAT)) {
            json.add("messages", messages).add("stream", events);
            options.forEach(json::add);
        } else {
            json.add("input", Json.createObjectBuilder().add("messages", messages))
                    .add("parameters", options);
        }
        return json.build().toString();
    }

    jakarta.json.JsonArray messages(String user, @Nullable String prefix) {
        var array = Json.createArrayBuilder().add(message("user", user));
        if (prefix != null) {
            array.add(Json.createObjectBuilder(message("assistant", prefix)).add("partial", true));
        }
        return array.build();
    }

    private JsonObject message(String role, String text) {
        JsonObjectBuilder message = Json.createObjectBuilder().add("role", role);
        return path.equals(PARTS)
                ? message.add(
                                "content",
                                Json.createArrayBuilder()
                                        .add(Json.createObjectBuilder().add("text", text)))
                        .build()
                : message.add("content", text).build();
    }

    static String text(Reply reply) {
        return new String(bytes(reply), StandardCharsets.UTF_8);
    }

    static byte[] bytes(Reply reply) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        reply.body().map(Piece::bytes).forEach(all::writeBytes);
        return all.toByteArray();
    }

    static JsonObject object(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    /** The JSON of every event that holds some. */
    static List<JsonObject> data(String stream) {
        List<JsonObject> all = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5).strip())
                .filter(line -> line.startsWith("{"))
                .forEach(line -> all.add(object(line)));
        return all;
    }

    /** The deltas of an incremental stream joined, in either dialect. */
    static String said(String stream) {
        return joined(stream, "content");
    }

    static String thought(String stream) {
        return joined(stream, "reasoning_content");
    }

    private static String joined(String stream, String member) {
        StringBuilder text = new StringBuilder();
        for (JsonObject event : data(stream)) {
            for (JsonObject choice : choices(event)) {
                text.append(content(choice, member));
            }
        }
        return text.toString();
    }

    static List<JsonObject> choices(JsonObject event) {
        JsonObject output = event.containsKey("output") ? event.getJsonObject("output") : event;
        return output.containsKey("choices") ? output.getJsonArray("choices").getValuesAs(JsonObject.class) : List.of();
    }

    private static String content(JsonObject choice, String member) {
        JsonObject message = choice.getJsonObject(choice.containsKey("delta") ? "delta" : "message");
        if (!message.containsKey(member) || message.isNull(member)) {
            return "";
        }
        return message.get(member) instanceof jakarta.json.JsonArray parts
                ? parts.isEmpty() ? "" : parts.getJsonObject(0).getString("text")
                : message.getString(member);
    }

    static String finish(String stream) {
        String last = "";
        for (JsonObject event : data(stream)) {
            for (JsonObject choice : choices(event)) {
                last = choice.isNull("finish_reason") ? last : choice.getString("finish_reason");
            }
        }
        return last;
    }
}
