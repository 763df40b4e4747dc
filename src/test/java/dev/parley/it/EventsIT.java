package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors for those who cannot use a WebSocket: server-sent events, and commands by POST. */
@Timeout(120)
class EventsIT extends Server {

    private static final String DEMO = "demo-chat";

    private final Browser browser = new Browser(uri("/"));

    private static JsonObjectBuilder message(String text) {
        return message(text, UUID.randomUUID().toString());
    }

    private static JsonObjectBuilder message(String text, String clientMessageId) {
        return Json.createObjectBuilder()
                .add("clientMessageId", clientMessageId)
                .add("text", text)
                .add("model", DEMO);
    }

    private JsonObject ask(String text) {
        return made(browser.post("/api/conversations", message(text)));
    }

    private static JsonObject made(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Browser.json(response.body());
    }

    private static String code(HttpResponse<String> response) {
        return Browser.json(response.body()).getJsonObject("error").getString("code");
    }

    private EventReader follow(String conversationId, String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(events(conversationId));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new EventReader(browser.send(request, BodyHandlers.ofInputStream()));
    }

    private URI events(String conversationId) {
        return browser.uri("/api/conversations/" + conversationId + "/events");
    }

    @Test
    void anAnswerThatIsFollowedInPiecesIsTheOneThatTheSocketShows() {
        JsonObject ack = ask("/long 4000");
        String conversation = ack.getString("conversationId");
        String message = ack.getString("messageId");
        try (Browser.Tab tab = browser.tab()) {
            tab.follow(conversation);
            EventReader first = follow(conversation, null);
            first.awaitText(message);
            first.close();
            String half = first.text(message);
            try (EventReader second = follow(conversation, first.lastEventId)) {
                second.texts.putAll(first.texts);
                JsonObject subscribed = second.next();
                assertThat(subscribed.getBoolean("recovered")).isTrue();
                assertThat(second.awaitEnd(message)).isEqualTo("complete");
                assertThat(tab.awaitEnd(message)).isEqualTo("complete");
                assertThat(second.text(message)).hasSize(4000).startsWith(half).isEqualTo(tab.text(message));
            }
        }
    }

    @Test
    void tellsProxiesAndBrowsersWhatItIs() {
        JsonObject ack = ask("/long 100");
        try (EventReader reader = follow(ack.getString("conversationId"), null)) {
            assertThat(reader.header("content-type")).startsWith("text/event-stream");
            assertThat(reader.header("cache-control")).isEqualTo("no-store");
            assertThat(reader.header("x-accel-buffering")).isEqualTo("no");
            assertThat(reader.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
            assertThat(reader.retry).isEqualTo("2000");
            reader.awaitComment();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"another:1", "nonsense", "", "another:99999999999999999999"})
    void aVoidIdIsAnsweredWithASnapshot(String lastEventId) {
        JsonObject ack = ask("/long 100");
        String conversation = ack.getString("conversationId");
        try (EventReader all = follow(conversation, null)) {
            all.awaitEnd(ack.getString("messageId"));
        }
        try (EventReader reader = follow(conversation, lastEventId)) {
            JsonObject subscribed = reader.next();
            assertThat(subscribed.getBoolean("recovered")).isFalse();
            assertThat(subscribed.getJsonObject("snapshot").getJsonArray("messages"))
                    .hasSize(2);
            assertThat(reader.text(ack.getString("messageId"))).hasSize(100);
        }
    }

    @Test
    void anIdInTheAddressDoesAsWell() {
        JsonObject ack = ask("/long 100");
        String conversation = ack.getString("conversationId");
        EventReader all = follow(conversation, null);
        all.awaitEnd(ack.getString("messageId"));
        all.close();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                browser.uri("/api/conversations/" + conversation + "/events?lastEventId=" + all.lastEventId));
        try (EventReader reader = new EventReader(browser.send(request, BodyHandlers.ofInputStream()))) {
            JsonObject subscribed = reader.next();
            assertThat(subscribed.getBoolean("recovered")).isTrue();
            assertThat(reader.lastEventId).isEqualTo(all.lastEventId);
        }
    }

    @Test
    void aLargeSnapshotComesWhole() {
        JsonObject ack = ask("\uD83D\uDE00".repeat(16_000));
        String messages = "/api/conversations/" + ack.getString("conversationId") + "/messages";
        for (int i = 1; i < 10; i++) {
            made(browser.post(messages, message("\uD83D\uDE00".repeat(16_000))));
        }
        try (EventReader reader = follow(ack.getString("conversationId"), null)) {
            assertThat(reader.next().getBoolean("recovered")).isFalse();
            assertThat(reader.texts).hasSize(20);
            assertThat(reader.text(ack.getString("userMessageId")))
                    .hasSize(32_000)
                    .doesNotContain("\uFFFD");
        }
    }

    @Test
    void nobodyFollowsOrChangesAnothersConversation() {
        JsonObject ack = ask("/long 20000");
        String conversation = ack.getString("conversationId");
        String answer = ack.getString("messageId");
        Browser stranger = new Browser(uri("/"));

        HttpResponse<String> strange =
                stranger.send(HttpRequest.newBuilder(events(conversation)), BodyHandlers.ofString());
        assertThat(strange.statusCode()).isEqualTo(404);
        assertThat(code(strange)).isEqualTo("conversation-not-found");
        for (String path : new String[] {
            "/api/conversations/" + conversation + "/messages",
            "/api/messages/" + answer + "/regenerate",
            "/api/messages/" + answer + "/continue",
            "/api/generations/" + ack.getString("generationId") + "/stop"
        }) {
            assertThat(stranger.post(path, message("hello")).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        stop(ack);
    }

    private void stop(JsonObject ack) {
        HttpResponse<String> stopped =
                browser.post("/api/generations/" + ack.getString("generationId") + "/stop", Json.createObjectBuilder());
        assertThat(stopped.statusCode()).as(stopped.body()).isEqualTo(204);
    }

    @Test
    void aMessageSentTwiceIsOneMessage() {
        String opening = UUID.randomUUID().toString();
        JsonObject first = made(browser.post("/api/conversations", message("/long 50", opening)));
        assertThat(made(browser.post("/api/conversations", message("/long 50", opening))))
                .isEqualTo(first);
        String messages = "/api/conversations/" + first.getString("conversationId") + "/messages";
        String next = UUID.randomUUID().toString();
        JsonObject second = made(browser.post(messages, message("/long 60", next)));
        assertThat(made(browser.post(messages, message("/long 60", next)))).isEqualTo(second);
        assertThat(second.getString("conversationId")).isEqualTo(first.getString("conversationId"));

        try (EventReader reader = follow(first.getString("conversationId"), null)) {
            assertThat(reader.awaitEnd(second.getString("messageId"))).isEqualTo("complete");
            assertThat(reader.texts).hasSize(4);
            assertThat(reader.text(second.getString("messageId"))).hasSize(60);
        }
    }

    @Test
    void anAnswerIsStoppedContinuedAndRegenerated() {
        JsonObject ack = ask("/long 6000");
        String message = ack.getString("messageId");
        try (EventReader reader = follow(ack.getString("conversationId"), null)) {
            reader.awaitText(message);
            stop(ack);
            assertThat(reader.awaitEnd(message)).isEqualTo("stopped");
            reader.states.put(message, "queued");
            JsonObject continued =
                    made(browser.post("/api/messages/" + message + "/continue", Json.createObjectBuilder()));
            assertThat(continued.getString("messageId")).isEqualTo(message);
            assertThat(reader.awaitEnd(message)).isEqualTo("complete");
            assertThat(reader.text(message)).hasSize(6000);

            JsonObject again = made(browser.post(
                    "/api/messages/" + message + "/regenerate",
                    Json.createObjectBuilder().add("model", "demo-thinking")));
            assertThat(again.getString("messageId")).isNotEqualTo(message);
            assertThat(reader.awaitEnd(again.getString("messageId"))).isEqualTo("complete");
        }
    }

    @Test
    void refusesWhatIsNoJsonAndWhatIsTooLong() {
        HttpResponse<String> form = post("application/x-www-form-urlencoded", "text=hello");
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(code(form)).isEqualTo("bad-frame");
        assertThat(post("text/plain", message("hello").build().toString()).statusCode())
                .isEqualTo(415);
        assertThat(post("application/json", "{\"text\":").statusCode()).isEqualTo(400);
        assertThat(post("application/json", "{\"text\":\"no id\"}").statusCode())
                .isEqualTo(400);
        HttpResponse<String> tooLong = post("application/json", " ".repeat(1024 * 1024 + 1));
        assertThat(tooLong.statusCode()).isEqualTo(413);
        assertThat(code(post(
                        "application/json;charset=utf-8",
                        message("x".repeat(32_001)).build().toString())))
                .isEqualTo("text-too-long");
    }

    private HttpResponse<String> post(String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(browser.uri("/api/conversations"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
        return browser.send(request, BodyHandlers.ofString());
    }

    @Test
    void aPageOfAnotherSiteIsRefused() {
        JsonObject ack = ask("/long 20");
        HttpRequest.Builder request = HttpRequest.newBuilder(events(ack.getString("conversationId")))
                .header("Origin", "https://evil.example");
        assertThat(browser.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    /** The examples of docs/api.md, in one shell, as a reader would try them. */
    @Test
    void theExamplesWithCurlWork(@TempDir Path folder) throws Exception {
        String examples = Pattern.compile("(?s)```sh\n(.*?)```")
                .matcher(Files.readString(Path.of("docs/api.md")))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
        assertThat(examples).contains("Last-Event-ID", "/long 600\"");
        // Long enough that it can be followed from before its end.
        examples = examples.replace("/long 600\"", "/long 6000\"");
        Path output = folder.resolve("output");
        ProcessBuilder shell = new ProcessBuilder("bash", "-eu", "-c", examples)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().put("BASE", uri("").toString());

        Process process = shell.start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        String events = Files.readString(folder.resolve("events"));
        assertThat(events).contains("event: subscribed", "\"state\":\"complete\"");
        assertThat(Files.readString(folder.resolve("list"))).contains("/long 600");
    }
}
