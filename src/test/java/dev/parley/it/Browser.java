package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A browser without a screen: cookies, REST calls, and tabs that each hold a socket. */
final class Browser {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client;
    private final URI base;

    Browser(URI base) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .cookieHandler(new CookieManager())
                        .connectTimeout(TIMEOUT)
                        .build(),
                base);
    }

    /** The same browser, with its cookies, at another node. */
    Browser at(URI other) {
        return new Browser(client, other);
    }

    /** One that has been about already. */
    Browser(HttpClient client, URI base) {
        this.client = client;
        this.base = base;
        assertThat(get("/api/session").statusCode()).isEqualTo(200);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)), BodyHandlers.ofString());
    }

    /** A command by REST. */
    HttpResponse<String> post(String path, JsonObjectBuilder body) {
        return send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.build().toString())),
                BodyHandlers.ofString());
    }

    URI uri(String path) {
        return base.resolve(path);
    }

    /** As the header of a request that is written by hand. */
    String cookies() {
        CookieManager cookies = (CookieManager) client.cookieHandler().orElseThrow();
        return cookies.getCookieStore().getCookies().stream()
                .map(cookie -> cookie.getName() + '=' + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.timeout(TIMEOUT).build(), handler);
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
    static final class Tab extends Page implements WebSocket.Listener, AutoCloseable {
        private final WebSocket socket;
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final List<JsonObject> skipped = new ArrayList<>();
        String session = "";
        volatile int closeCode;
        volatile String closeReason = "";

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
            closeReason = reason;
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

        /** Reads on until an event of this type has come that was not taken before. */
        JsonObject awaitEvent(String type) {
            JsonObject event = take(type);
            while (event == null) {
                next();
                event = take(type);
            }
            return event;
        }

        void awaitText(String messageId, String text) {
            while (!text(messageId).contains(text)) {
                next();
            }
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
