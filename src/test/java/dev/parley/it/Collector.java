package dev.parley.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a node talks to besides browsers: a collector of spans, and a provider that answers one sentence. */
final class Collector implements AutoCloseable {

    static final String ANSWER = "Geheime Antwort";

    final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    final Queue<String> traceparents = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "application/json", "{}");
        });
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            answer(
                    exchange,
                    "text/event-stream",
                    "data: {\"id\":\"req-4711\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + ANSWER
                            + "\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<JsonObject> spans() {
        return bodies.stream()
                .map(Browser::json)
                .flatMap(body -> body.getJsonArray("resourceSpans").stream())
                .flatMap(one -> one.asJsonObject().getJsonArray("scopeSpans").stream())
                .flatMap(one -> one.asJsonObject().getJsonArray("spans").stream())
                .map(JsonValue::asJsonObject)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
