package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A browser without a screen: cookies, REST calls, and tabs that each hold a socket. */
final class Browser {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .connectTimeout(TIMEOUT)
            .build();
    private final URI base;

    Browser(URI base) {
        this.base = base;
        assertThat(get("/api/session").statusCode()).isEqualTo(200);
    }

    HttpResponse<String> get(String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build();
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    WebSocket.Builder socket() {
        return client.newWebSocketBuilder().connectTimeout(TIMEOUT);
    }

    URI chat() {
        return URI.create(base.toString().replaceFirst("^http", "ws")).resolve("/chat");
    }

    /** A tab that has said hello. */
    Tab tab() {
        Tab tab = new Tab(this, "parley.v1");
        tab.say(Json.createObjectBuilder().add("type", "hello").add("ref", "hello"));
        tab.session = tab.await("welcome").getString("session");
        return tab;
    }

    /** A socket that speaks the plain protocol. */
    Tab plain() {
        return new Tab(this, null);
    }

    /** One socket, and what a page would know from it. */
    static final class Tab implements WebSocket.Listener, AutoCloseable {
        private final WebSocket socket;
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final List<JsonObject> skipped = new ArrayList<>();
        /** Text, state and cursor of what is followed, as a page folds it. */
        final Map<String, StringBuilder> texts = new HashMap<>();

        final Map<String, String> states = new HashMap<>();
        final Map<String, JsonValue> errors = new HashMap<>();
        final Map<String, Long> cursors = new HashMap<>();
        final List<String> eventTypes = new ArrayList<>();
        String session = "";
        String epoch = "";
        volatile int closeCode;

        Tab(Browser browser, String subprotocol) {
            WebSocket.Builder builder = browser.socket();
            if (subprotocol != null) {
                builder.subprotocols(subprotocol);
            }
            socket = builder.buildAsync(browser.chat(), this).join();
            assertThat(socket.getSubprotocol()).isEqualTo(subprotocol == null ? "" : subprotocol);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeCode = code;
            return null;
        }

        void say(JsonObjectBuilder frame) {
            sayText(frame.build().toString());
        }

        void sayText(String text) {
            socket.sendText(text, true).join();
        }

        String nextText() {
            try {
                String text = frames.poll(20, TimeUnit.SECONDS);
                assertThat(text).as("a frame").isNotNull();
                return text;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private JsonObject next() {
            JsonObject frame = json(nextText());
            apply(frame);
            return frame;
        }

        JsonObject await(String type) {
            return await(frame -> frame.getString("type").equals(type));
        }

        /** Reads on until a frame fits. */
        JsonObject await(Predicate<JsonObject> fits) {
            for (int i = 0; i < 100_000; i++) {
                JsonObject frame = next();
                if (fits.test(frame)) {
                    return frame;
                }
                skipped.add(frame);
            }
            throw new AssertionError("no such frame among " + skipped.size());
        }

        JsonObject reply(String ref) {
            return await(frame -> ref.equals(frame.getString("ref", null)));
        }

        /** Sends a message in a new conversation and follows it. */
        JsonObject ask(String text, String model) {
            return ask(null, text, model);
        }

        JsonObject ask(String conversationId, String text, String model) {
            String ref = UUID.randomUUID().toString();
            JsonObjectBuilder send = Json.createObjectBuilder()
                    .add("type", "send")
                    .add("ref", ref)
                    .add("clientMessageId", UUID.randomUUID().toString())
                    .add("text", text)
                    .add("model", model);
            say(conversationId == null ? send.add("new", true) : send.add("conversationId", conversationId));
            JsonObject ack = reply(ref);
            assertThat(ack.getString("type")).as(ack.toString()).isEqualTo("ack");
            if (conversationId == null) {
                follow(ack.getString("conversationId"));
            }
            return ack;
        }

        JsonObject follow(String conversationId) {
            String ref = UUID.randomUUID().toString();
            say(Json.createObjectBuilder()
                    .add("type", "subscribe")
                    .add("ref", ref)
                    .add("conversationId", conversationId));
            return reply(ref);
        }

        /** Reads on until the message has come to its end; its final state. */
        String awaitEnd(String messageId) {
            while (!isTerminal(states.get(messageId))) {
                next();
            }
            return states.get(messageId);
        }

        void awaitText(String messageId, String text) {
            while (!text(messageId).contains(text)) {
                next();
            }
        }

        String text(String messageId) {
            return texts.getOrDefault(messageId, new StringBuilder()).toString();
        }

        private static boolean isTerminal(String state) {
            return state != null
                    && List.of("complete", "stopped", "interrupted", "failed").contains(state);
        }

        private void apply(JsonObject frame) {
            String type = frame.getString("type");
            if (type.equals("subscribed")) {
                epoch = frame.getString("epoch");
                String conversation = frame.getString("conversationId");
                if (!frame.getBoolean("recovered")) {
                    JsonObject snapshot = frame.getJsonObject("snapshot");
                    cursors.put(conversation, snapshot.getJsonNumber("seq").longValue());
                    snapshot.getJsonArray("messages").forEach(message -> created(message.asJsonObject(), "id"));
                } else {
                    cursors.put(conversation, frame.getJsonNumber("after").longValue());
                }
            } else if (type.equals("events")) {
                events(frame);
            }
        }

        /** Holds I1 and I2 for every frame of every test. */
        private void events(JsonObject frame) {
            String conversation = frame.getString("conversationId");
            assertThat(frame.getJsonNumber("from").longValue())
                    .as("from follows the cursor")
                    .isEqualTo(cursors.get(conversation) + 1);
            cursors.put(conversation, frame.getJsonNumber("to").longValue());
            JsonArray events = frame.getJsonArray("events");
            events.forEach(event -> event(event.asJsonObject()));
        }

        private void event(JsonObject event) {
            eventTypes.add(event.getString("type"));
            String message = event.getString("messageId", "");
            switch (event.getString("type")) {
                case "message-created" -> created(event, "messageId");
                case "delta" -> {
                    StringBuilder text = texts.get(message);
                    assertThat(event.getInt("offset")).as("offset").isEqualTo(text.length());
                    text.append(event.getString("text"));
                }
                case "message-restarted" -> texts.get(message).setLength(0);
                case "generation-started" -> states.put(message, "connecting");
                case "generation-ended" -> {
                    states.put(message, event.getString("state"));
                    errors.put(message, event.getOrDefault("error", JsonValue.NULL));
                }
                default -> {
                    // Nothing that these tests look at.
                }
            }
        }

        private void created(JsonObject message, String id) {
            texts.put(message.getString(id), new StringBuilder(message.getString("text")));
            if (message.containsKey("state")) {
                states.put(message.getString(id), message.getString("state"));
                errors.put(message.getString(id), message.getOrDefault("error", JsonValue.NULL));
            }
        }

        String errorCode(String messageId) {
            return errors.get(messageId).asJsonObject().getString("code");
        }

        /** Cuts the connection without a word. */
        void cut() {
            socket.abort();
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
