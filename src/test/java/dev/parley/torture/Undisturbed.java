package dev.parley.torture;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** The way to the server on which nothing is disturbed: what the model really says, and what the server really keeps. */
final class Undisturbed {

    /** What the model answers. */
    record Answer(String text, String reasoning) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 300;

    private final HttpClient http;
    private final URI base;
    private final HeadlessClient.Deadline deadline;

    Undisturbed(HttpClient http, URI base, HeadlessClient.Deadline deadline) {
        this.http = http;
        this.base = base;
        this.deadline = deadline;
    }

    /** The cookies of a new guest. */
    String newGuest() {
        HttpResponse<String> response = send(request("/api/session"));
        StringBuilder cookies = new StringBuilder();
        for (String cookie : response.headers().allValues("set-cookie")) {
            cookies.append(cookies.isEmpty() ? "" : "; ").append(cookie.split(";")[0]);
        }
        Violation.unless(cookies.indexOf("parley_guest=") >= 0, "no guest cookie: " + response.headers());
        return cookies.toString();
    }

    /** Asks the demo model itself, all at once. */
    Answer answer(List<String> questions) {
        JsonArrayBuilder messages = Json.createArrayBuilder();
        for (int i = 0; i < questions.size(); i++) {
            if (i > 0) {
                messages.add(Json.createObjectBuilder().add("role", "assistant").add("content", "-"));
            }
            messages.add(Json.createObjectBuilder().add("role", "user").add("content", questions.get(i)));
        }
        String body = Json.createObjectBuilder()
                .add("model", "demo-thinking")
                .add("messages", messages)
                .build()
                .toString();
        HttpResponse<String> response = send(request("/demo/v1/chat/completions")
                .header("Authorization", "Bearer sk-undisturbed")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        JsonObject message = HeadlessClient.json(response.body())
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message");
        return new Answer(message.getString("content"), message.getString("reasoning_content", ""));
    }

    JsonObject get(String path, String cookie) {
        return HeadlessClient.json(send(request(path).header("Cookie", cookie)).body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
    }

    /** Waits for a server that is down. */
    private HttpResponse<String> send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        String problem = "";
        while (!deadline.passed()) {
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response;
                }
                problem = response.statusCode() + " " + response.body();
                // A server that has not deployed the application yet answers 404 in its own words.
                Violation.unless(
                        !response.body().contains("conversation-not-found"),
                        "the server does not know " + request.uri().getPath() + ": " + problem);
            } catch (IOException e) {
                problem = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Violation("interrupted", e);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Violation("interrupted", e);
            }
        }
        throw new Violation("no answer from " + request.uri() + " before the deadline: " + problem);
    }

    static String hash(CharSequence text) {
        try {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
