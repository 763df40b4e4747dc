package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server of its own, whose log is JSON lines on standard output and whose answers are told to a collector. */
@Timeout(300)
class LogsIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String QUESTION = "Geheime Frage";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static LocalServer server;
    private static Collector collector;
    private static Member ada;

    @BeforeAll
    static void start() {
        collector = new Collector();
        server = new LocalServer("logs");
        server.set("parley.log.format", "json");
        server.set("parley.log.levels", "dev.parley.provider=FINE");
        server.set("parley.otlp.url", collector.url());
        server.set("parley.providers", "played");
        server.set("parley.provider.played.base-url", collector.url() + "/v1");
        server.set("parley.provider.played.models", "played");
        server.start();
        ada = Member.by(server.uri(), server.setUpToken(), "ada");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            assertThat(server.log()).doesNotContain(Member.PASSWORD, "Geheime");
        }
        collector.close();
    }

    /** What of the process's output is a line of ours. */
    private static List<JsonObject> lines() {
        return server.log()
                .lines()
                .filter(line -> line.startsWith("{\"time\":") && line.endsWith("}"))
                .map(Browser::json)
                .toList();
    }

    private static JsonObject ask(Member member, String traceparent) {
        JsonObject message = Json.createObjectBuilder()
                .add("clientMessageId", UUID.randomUUID().toString())
                .add("text", QUESTION)
                .add("model", "played")
                .build();
        var request = member.request("POST", "/api/conversations", message);
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        var response = member.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Browser.json(response.body());
    }

    private static JsonObject level(JsonValue level) {
        return Json.createObjectBuilder()
                .add("levels", Json.createObjectBuilder().add("dev.parley.chat", level))
                .build();
    }

    @Test
    void eachLineOfAnAnswersLifeSaysWhoseItIsAndTheTraceLeadsToItsStory() {
        // Open Liberty makes loggers with levels of its own, which Parley takes away a moment later.
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(3)).until(() -> {
            ask(ada, null);
            return lines().stream().anyMatch(line -> line.getString("message").contains("req-4711"));
        });
        JsonObject made = ask(ada, "00-" + TRACE + '-' + PARENT + "-01");
        String generation = made.getString("generationId");
        await().atMost(PATIENCE).until(() -> ada.get("/api/traces/" + TRACE)
                .getJsonArray("answers")
                .getJsonObject(0)
                .getString("state")
                .equals("complete"));

        await().atMost(PATIENCE).until(() -> lines().stream()
                .anyMatch(line -> line.getString("generation", "").equals(generation)
                        && line.getString("message").contains("req-4711")));
        List<JsonObject> ofAnswer = lines().stream()
                .filter(line -> line.getString("generation", "").equals(generation))
                .toList();
        assertThat(ofAnswer).isNotEmpty().allSatisfy(line -> {
            assertThat(line.getString("trace")).isEqualTo(TRACE);
            assertThat(line.getString("conversation")).isEqualTo(made.getString("conversationId"));
            assertThat(line.getString("node")).hasSize(26);
            assertThat(line.getString("logger")).startsWith("dev.parley.");
        });

        JsonObject answer = await().atMost(PATIENCE)
                .until(
                        () -> ada.get("/api/traces/" + TRACE)
                                .getJsonArray("answers")
                                .getJsonObject(0),
                        found -> types(found).contains("first-token"));
        assertThat(types(answer)).containsExactlyInAnyOrder("accepted", "leased", "request", "first-token", "ended");
        assertThat(answer.toString()).contains("req-4711").doesNotContain("Geheime");
        assertThat(collector.traceparents)
                .anyMatch(sent -> sent.startsWith("00-" + TRACE + '-') && sent.endsWith("-01"));

        await().atMost(PATIENCE)
                .until(() -> collector.spans().stream()
                                .filter(span -> span.getString("traceId").equals(TRACE))
                                .count()
                        == 2);
        JsonObject whole = collector.spans().stream()
                .filter(span -> span.getString("parentSpanId", "").equals(PARENT))
                .findFirst()
                .orElseThrow();
        assertThat(collector.traceparents).anyMatch(sent -> collector.spans().stream()
                .anyMatch(span -> span.getString("parentSpanId", "").equals(whole.getString("spanId"))
                        && sent.contains(span.getString("spanId"))));
        assertThat(collector.bodies.toString()).doesNotContain("Geheime");
    }

    private static List<String> types(JsonObject answer) {
        return answer.getJsonArray("steps").getValuesAs(JsonObject.class).stream()
                .map(step -> step.getString("type"))
                .toList();
    }

    @Test
    void aStoryIsTheOwnersAndAdmins() {
        String token = ada.ok(201, "POST", "/api/admin/invitations", JsonObject.EMPTY_JSON_OBJECT)
                .getString("token");
        Member bob = Member.by(server.uri(), token, "bob");
        String trace = UUID.randomUUID().toString().replace("-", "");
        ask(bob, "00-" + trace + '-' + PARENT + "-00");
        assertThat(bob.get("/api/traces/" + trace).getJsonArray("answers")).hasSize(1);
        assertThat(ada.get("/api/traces/" + trace).getJsonArray("answers")).hasSize(1);

        String other = UUID.randomUUID().toString().replace("-", "");
        ask(ada, "00-" + other + '-' + PARENT + "-00");
        assertThat(bob.refusal("GET", "/api/traces/" + other, null)).isEqualTo("404 not-found");
        // Under one trace, each sees what is theirs.
        ask(ada, "00-" + trace + '-' + PARENT + "-00");
        assertThat(bob.get("/api/traces/" + trace).getJsonArray("answers")).hasSize(1);
        assertThat(ada.get("/api/traces/" + trace).getJsonArray("answers")).hasSize(2);
        assertThat(new Member(server.uri()).refusal("GET", "/api/traces/" + trace, null))
                .startsWith("401");
    }

    @Test
    void anAdminChangesLevelsAtRunTime() {
        assertThat(lines()).noneMatch(line -> line.getString("logger").equals("dev.parley.chat.ChatEndpoint"));
        ada.ok(200, "PUT", "/api/admin/log-levels", level(Json.createValue("FINE")));
        assertThat(ada.get("/api/admin/log-levels").getJsonObject("levels").getString("dev.parley.chat"))
                .isEqualTo("FINE");
        try (Browser.Tab tab = ada.browser().tab()) {
            await().atMost(PATIENCE).until(() -> lines().stream()
                    .anyMatch(line -> line.getString("logger").equals("dev.parley.chat.ChatEndpoint")
                            && line.getString("message").contains("opened")
                            && line.containsKey("user")));
            assertThat(tab.session).isNotEmpty();
        }
        await().atMost(PATIENCE).until(() -> lines().stream()
                .anyMatch(line -> line.getString("message").matches("socket \\S+ closed with \\d+ after \\S+ ms")));
        ada.ok(200, "PUT", "/api/admin/log-levels", level(JsonValue.NULL));
        assertThat(ada.get("/api/admin/log-levels").getJsonObject("levels"))
                .containsOnlyKeys("dev.parley", "dev.parley.provider");
        assertThat(ada.refusal(
                        "PUT",
                        "/api/admin/log-levels",
                        Json.createObjectBuilder()
                                .add("levels", Json.createObjectBuilder().add("org.other", "FINE"))
                                .build()))
                .isEqualTo("400 invalid-request");
        assertThat(ada.get("/api/admin/audit").toString()).contains("log-levels-changed");
    }
}
