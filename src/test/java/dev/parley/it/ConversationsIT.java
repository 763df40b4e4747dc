package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do with conversations beside talking, through every door, on the WAR as built. */
@Timeout(120)
class ConversationsIT extends Server {

    private static final String DEMO = "demo-chat";

    private final Browser browser = new Browser(uri("/"));

    private HttpResponse<String> call(Browser by, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(by.uri(path));
        return by.send(
                body == null
                        ? request.method(method, BodyPublishers.noBody())
                        : request.header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body)),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return call(browser, method, path, body);
    }

    private JsonObject ok(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body().isEmpty() ? JsonValue.EMPTY_JSON_OBJECT : Browser.json(response.body());
    }

    private static String code(HttpResponse<String> response) {
        return Browser.json(response.body()).getJsonObject("error").getString("code");
    }

    private JsonObject answered(Browser.Tab tab, String text) {
        JsonObject ack = tab.ask(text, DEMO);
        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
        return ack;
    }

    private JsonObject conversation(String id) {
        return ok(200, call("GET", "/api/conversations/" + id, null));
    }

    @Test
    void aChangeInOneTabIsSeenInTheOther() {
        try (Browser.Tab one = browser.tab();
                Browser.Tab two = browser.tab()) {
            JsonObject ack = answered(one, "/long 100");
            String id = ack.getString("conversationId");
            two.follow(id);

            JsonObject view = ok(
                    200,
                    call(
                            "PATCH",
                            "/api/conversations/" + id,
                            "{\"title\":\"租约\",\"pinned\":true,\"model\":\"demo-thinking\",\"options\":{\"temperature\":0.5}}"));

            assertThat(view.getString("title")).isEqualTo("租约");
            assertThat(view.getString("model")).isEqualTo("demo-thinking");
            assertThat(view.getJsonObject("options")
                            .getJsonNumber("temperature")
                            .doubleValue())
                    .isEqualTo(0.5);
            // The second tab began with a snapshot, so this is the first change that it hears of.
            JsonObject changed = two.awaitEvent("conversation-changed");
            assertThat(changed.getString("title")).isEqualTo("租约");
            assertThat(changed.getBoolean("pinned")).isTrue();
            assertThat(changed.getString("model")).isEqualTo("demo-thinking");
            assertThat(changed.containsKey("archived")).isFalse();
            JsonObject listed = ok(200, call("GET", "/api/conversations?limit=1", null));
            assertThat(listed.getJsonArray("conversations").getJsonObject(0).getString("id"))
                    .isEqualTo(id);
        }
    }

    @Test
    void anAnswerTellsHowLongItTookInItsEventAndInSnapshots() {
        try (Browser.Tab tab = browser.tab()) {
            String conversation = answered(tab, "hello").getString("conversationId");
            // It is followed already, so this answer's end comes as an event.
            String answer = tab.ask(conversation, "/long 300", DEMO).getString("messageId");
            assertThat(tab.awaitEnd(answer)).isEqualTo("complete");

            JsonObject ended = tab.awaitEvent("generation-ended");
            while (!ended.getString("messageId").equals(answer)) {
                ended = tab.awaitEvent("generation-ended");
            }
            JsonObject message =
                    conversation(conversation).getJsonArray("messages").getJsonObject(3);
            assertThat(message.getString("id")).isEqualTo(answer);
            assertThat(ended.getInt("durationMs")).isGreaterThanOrEqualTo(ended.getInt("firstTokenMs"));
            assertThat(message.getInt("durationMs")).isEqualTo(ended.getInt("durationMs"));
            assertThat(message.getInt("firstTokenMs")).isEqualTo(ended.getInt("firstTokenMs"));
        }
    }

    @Test
    void aDeletedConversationIsStoppedAndGoneByEveryDoorAndComesBack() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask("/long 50000", DEMO);
            String id = ack.getString("conversationId");
            tab.awaitText(ack.getString("messageId"), "e");
            String token = ok(201, call("POST", "/api/conversations/" + id + "/shares", "{}"))
                    .getString("token");

            ok(204, call("DELETE", "/api/conversations/" + id, null));

            tab.awaitEvent("conversation-deleted");
            assertThat(tab.states).containsEntry(ack.getString("messageId"), "stopped");
            for (String path : List.of("", "/events", "/export", "/export?format=markdown", "/shares")) {
                HttpResponse<String> gone = call("GET", "/api/conversations/" + id + path, null);
                assertThat(gone.statusCode()).as(path).isEqualTo(404);
                assertThat(code(gone)).isEqualTo("conversation-not-found");
            }
            assertThat(code(call("GET", "/api/shared/" + token, null))).isEqualTo("share-not-found");
            assertThat(tab.follow(id).getString("type")).isEqualTo("error");
            assertThat(call("DELETE", "/api/conversations/" + id, null).statusCode())
                    .isEqualTo(404);

            ok(200, call("POST", "/api/conversations/" + id + "/restore", "{}"));
            assertThat(conversation(id).getJsonArray("messages")).hasSize(2);
            ok(200, call("GET", "/api/shared/" + token, null));
        }
    }

    @Test
    void anotherBrowserFindsNothingByAnyDoor() {
        Browser other = new Browser(uri("/"));
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = answered(tab, "/long 100");
            String conversation = "/api/conversations/" + ack.getString("conversationId");
            String share = ok(201, call("POST", conversation + "/shares", "{}")).getString("id");

            assertThat(call(other, "PATCH", conversation, "{\"title\":\"mine\"}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(call(other, "DELETE", conversation, null).statusCode()).isEqualTo(404);
            assertThat(call(other, "POST", conversation + "/restore", "{}").statusCode())
                    .isEqualTo(404);
            assertThat(call(other, "GET", conversation + "/export", null).statusCode())
                    .isEqualTo(404);
            assertThat(call(other, "GET", conversation + "/shares", null).statusCode())
                    .isEqualTo(404);
            assertThat(call(other, "POST", conversation + "/shares", "{}").statusCode())
                    .isEqualTo(404);
            assertThat(call(other, "DELETE", "/api/shares/" + share, null).statusCode())
                    .isEqualTo(404);
            assertThat(call(
                                    other,
                                    "PUT",
                                    "/api/messages/" + ack.getString("messageId") + "/rating",
                                    "{\"rating\":\"up\"}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(ok(200, call(other, "GET", "/api/search?q=long", null)).getJsonArray("hits"))
                    .isEmpty();
            assertThat(ok(200, call(other, "GET", "/api/export", null)).getJsonArray("conversations"))
                    .isEmpty();
        }
    }

    @Test
    void whatWasSaidASecondAgoIsFound() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = answered(tab, "什么是分布式租约？");

            JsonObject found = ok(200, call("GET", "/api/search?q=%E7%A7%9F%E7%BA%A6&limit=50", null));

            assertThat(found.getJsonArray("hits")).isNotEmpty();
            assertThat(found.getJsonArray("hits").getJsonObject(0).getString("conversationId"))
                    .isEqualTo(ack.getString("conversationId"));
            assertThat(found.getJsonArray("hits").getJsonObject(0).containsKey("messageId"))
                    .isFalse();
        }
    }

    @Test
    void aConversationIsTakenAwayAndBroughtBack() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = answered(tab, "/long 500 租约");
            HttpResponse<String> file =
                    call("GET", "/api/conversations/" + ack.getString("conversationId") + "/export", null);
            assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
                    .startsWith("attachment; filename=\"long 500 _.json\"; filename*=UTF-8''long%20500%20%E7%A7%9F");

            JsonObject taken = ok(201, call("POST", "/api/conversations/import", file.body()));

            String id = taken.getJsonArray("conversations").getJsonObject(0).getString("id");
            assertThat(conversation(id)
                            .getJsonArray("messages")
                            .getJsonObject(1)
                            .getString("text"))
                    .isEqualTo(tab.text(ack.getString("messageId")));
            HttpResponse<String> bad =
                    call("POST", "/api/conversations/import", file.body().replace("\"user\"", "\"system\""));
            assertThat(code(bad)).isEqualTo("import-invalid");
            assertThat(Browser.json(bad.body()).getJsonObject("error").getString("detail"))
                    .isEqualTo("conversations[0].messages[0].role: must be user or assistant");
            HttpResponse<String> markdown = call(
                    "GET", "/api/conversations/" + ack.getString("conversationId") + "/export?format=markdown", null);
            assertThat(markdown.body()).startsWith("# /long 500 租约\n\n## User\n");
        }
    }

    @Test
    void aShareIsReadWithoutSessionAndCookieUntilItIsRevoked() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = answered(tab, "/long 100");
            String path = "/api/conversations/" + ack.getString("conversationId") + "/shares";
            JsonObject share = ok(201, call("POST", path, "{\"expiresInMs\":null}"));

            HttpResponse<String> read = get("/api/shared/" + share.getString("token"));

            assertThat(ok(200, read).getJsonArray("messages")).hasSize(2);
            assertThat(read.headers().allValues("Set-Cookie")).isEmpty();
            ok(204, call("DELETE", "/api/shares/" + share.getString("id"), null));
            assertThat(code(get("/api/shared/" + share.getString("token")))).isEqualTo("share-not-found");
        }
    }

    @Test
    void aRatingIsSeenInTheOtherTab() {
        try (Browser.Tab one = browser.tab();
                Browser.Tab two = browser.tab()) {
            JsonObject ack = answered(one, "/long 100");
            two.follow(ack.getString("conversationId"));
            String path = "/api/messages/" + ack.getString("messageId") + "/rating";

            ok(204, call("PUT", path, "{\"rating\":\"down\"}"));

            assertThat(two.awaitEvent("message-changed").getString("rating")).isEqualTo("down");
            ok(204, call("PUT", path, "{\"rating\":null}"));
            assertThat(two.awaitEvent("message-changed").isNull("rating")).isTrue();
        }
    }

    @Test
    void aFirstMessageIsEditedAsABranch() {
        try (Browser.Tab tab = browser.tab()) {
            String id = answered(tab, "/long 100").getString("conversationId");

            tab.say(Json.createObjectBuilder()
                    .add("type", "send")
                    .add("ref", "edit")
                    .add("conversationId", id)
                    .add("clientMessageId", UUID.randomUUID().toString())
                    .add("parentId", JsonValue.NULL)
                    .add("text", "/long 200"));

            String message = tab.reply("edit").getString("messageId");
            assertThat(tab.awaitEnd(message)).isEqualTo("complete");
            assertThat(tab.text(message)).hasSize(200);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> conversation(id).getJsonArray("messages").stream()
                                    .filter(one -> !one.asJsonObject().containsKey("parentId"))
                                    .count()
                            == 2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET|/api/conversations?limit=many||invalid-request|limit: must be a whole number",
                "GET|/api/conversations?limit=201||invalid-request|limit: must be from 1 to 200",
                "GET|/api/conversations?archived=1||invalid-request|archived: must be true or false",
                "GET|/api/conversations?before=x||invalid-request"
                        + "|before: must be the field next of an earlier answer",
                "GET|/api/search||invalid-request|q: must have 1 to 200 characters",
                "PATCH|/api/conversations/x|{\"title\":7}|invalid-request|title: must be a text",
                "PATCH|/api/conversations/x|{\"model\":7}|invalid-request|model: must be a text",
                "PATCH|/api/conversations/x|{\"options\":{\"topP\":0}}|invalid-options"
                        + "|topP: must be above 0 and at most 1",
                "PUT|/api/messages/x/rating|{\"rating\":\"meh\"}|invalid-request|rating: must be up, down or null",
                "POST|/api/conversations/import|[]|import-invalid|the file: must be a JSON object"
            })
    void badInputIsRefusedInWords(String method, String path, String body, String code, String detail) {
        HttpResponse<String> refusal = call(method, path, body);

        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(code(refusal)).isEqualTo(code);
        assertThat(Browser.json(refusal.body()).getJsonObject("error").getString("detail"))
                .isEqualTo(detail);
    }
}
