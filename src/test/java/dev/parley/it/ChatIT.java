package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The socket and the REST interface, against the demo model. */
@Timeout(120)
class ChatIT extends Server {

    private static final String DEMO = "demo-chat";

    private final Browser browser = new Browser(uri("/"));

    @Test
    void streamsAnAnswerThatIsTheSameOverRest() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask("/long 1500", DEMO);
            String message = ack.getString("messageId");

            assertThat(tab.awaitEnd(message)).isEqualTo("complete");
            assertThat(tab.text(message)).hasSize(1500);
            JsonObject rest = Browser.json(browser.get("/api/conversations/" + ack.getString("conversationId"))
                    .body());
            assertThat(rest.getJsonArray("messages").getJsonObject(1).getString("text"))
                    .isEqualTo(tab.text(message));
            assertThat(rest.getJsonObject("conversation").getString("title")).isEqualTo("/long 1500");
        }
    }

    @Test
    void twoTabsShareASessionAndTwoBrowsersDoNot() {
        Browser other = new Browser(uri("/"));
        try (Browser.Tab one = browser.tab();
                Browser.Tab two = browser.tab();
                Browser.Tab three = other.tab()) {
            assertThat(two.session).isEqualTo(one.session);
            assertThat(three.session).isNotEqualTo(one.session);
            assertThat(Browser.json(browser.get("/api/session").body()).getString("session"))
                    .isEqualTo(one.session);
        }
    }

    @Test
    void aSecondTabSeesTheTextSoFarAndThenTheRest() {
        try (Browser.Tab one = browser.tab();
                Browser.Tab two = browser.tab()) {
            JsonObject ack = one.ask("/long 3000", DEMO);
            String message = ack.getString("messageId");
            one.awaitText(message, "e");
            two.follow(ack.getString("conversationId"));

            assertThat(one.awaitEnd(message)).isEqualTo("complete");
            assertThat(two.awaitEnd(message)).isEqualTo("complete");
            assertThat(two.text(message)).isEqualTo(one.text(message)).hasSize(3000);
        }
    }

    @Test
    void aCutSocketGoesOnFromItsCursor() {
        Browser.Tab first = browser.tab();
        JsonObject ack = first.ask("/long 4000", DEMO);
        String message = ack.getString("messageId");
        String conversation = ack.getString("conversationId");
        first.awaitText(message, "e");
        first.cut();
        try (Browser.Tab second = new Browser.Tab(browser, "parley.v1")) {
            second.texts.putAll(first.texts);
            second.states.putAll(first.states);
            second.say(Json.createObjectBuilder()
                    .add("type", "hello")
                    .add("ref", "1")
                    .add(
                            "resume",
                            Json.createArrayBuilder()
                                    .add(Json.createObjectBuilder()
                                            .add("conversationId", conversation)
                                            .add("epoch", first.epoch)
                                            .add("after", first.cursors.get(conversation)))
                                    .add(Json.createObjectBuilder()
                                            .add("conversationId", "gone")
                                            .add("epoch", "e")
                                            .add("after", 1))));
            second.await("welcome");
            JsonObject gone = second.await("error");
            assertThat(gone.getString("conversationId")).isEqualTo("gone");

            assertThat(second.awaitEnd(message)).isEqualTo("complete");
            assertThat(second.text(message)).hasSize(4000);
        }
    }

    @Test
    void aVoidCursorIsAnsweredWithASnapshot() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask("hello", DEMO);
            tab.awaitEnd(ack.getString("messageId"));
            tab.say(Json.createObjectBuilder()
                    .add("type", "subscribe")
                    .add("ref", "s")
                    .add("conversationId", ack.getString("conversationId"))
                    .add("epoch", "another")
                    .add("after", 1));
            JsonObject subscribed = tab.reply("s");
            assertThat(subscribed.getBoolean("recovered")).isFalse();
            assertThat(subscribed.getJsonObject("snapshot").getJsonArray("messages"))
                    .hasSize(2);
        }
    }

    @Test
    void aMessageSentTwiceIsOneMessage() {
        try (Browser.Tab tab = browser.tab()) {
            String id = UUID.randomUUID().toString();
            JsonObject first = send(tab, "a", id);
            JsonObject second = send(tab, "b", id);
            for (String name : new String[] {"conversationId", "userMessageId", "messageId", "generationId"}) {
                assertThat(second.getString(name)).isEqualTo(first.getString(name));
            }
            JsonObject rest = Browser.json(browser.get("/api/conversations/" + first.getString("conversationId"))
                    .body());
            assertThat(rest.getJsonArray("messages")).hasSize(2);
        }
    }

    private static JsonObject send(Browser.Tab tab, String ref, String clientMessageId) {
        tab.say(Json.createObjectBuilder()
                .add("type", "send")
                .add("ref", ref)
                .add("new", true)
                .add("clientMessageId", clientMessageId)
                .add("text", "hello"));
        return tab.reply(ref);
    }

    @Test
    void severalConversationsShareOneSocket() {
        try (Browser.Tab tab = browser.tab()) {
            String one = tab.ask("/long 1200", DEMO).getString("messageId");
            String two = tab.ask("/long 800", DEMO).getString("messageId");
            String three = tab.ask("/long 400", "demo-thinking").getString("messageId");

            assertThat(tab.awaitEnd(one)).isEqualTo("complete");
            assertThat(tab.awaitEnd(two)).isEqualTo("complete");
            assertThat(tab.awaitEnd(three)).isEqualTo("complete");
            assertThat(tab.text(one)).hasSize(1200);
            assertThat(tab.text(two)).hasSize(800);
            assertThat(tab.text(three)).hasSize(400);
        }
    }

    @Test
    void aStoppedAnswerKeepsItsTextAndCanBeContinuedToTheSameEnd() {
        try (Browser.Tab tab = browser.tab()) {
            String whole = tab.ask("/long 6000", DEMO).getString("messageId");
            tab.awaitEnd(whole);
            JsonObject ack = tab.ask("/long 6000", DEMO);
            String message = ack.getString("messageId");
            tab.awaitText(message, "e");
            tab.say(Json.createObjectBuilder()
                    .add("type", "stop")
                    .add("ref", "stop")
                    .add("generationId", ack.getString("generationId")));
            assertThat(tab.awaitEnd(message)).isEqualTo("stopped");
            assertThat(tab.text(message)).isNotEmpty().hasSizeLessThan(6000);

            tab.states.put(message, "queued");
            tab.say(Json.createObjectBuilder()
                    .add("type", "continue")
                    .add("ref", "go")
                    .add("messageId", message));
            assertThat(tab.reply("go").getString("type")).isEqualTo("ack");
            assertThat(tab.awaitEnd(message)).isEqualTo("complete");
            assertThat(tab.text(message)).isEqualTo(tab.text(whole));
        }
    }

    @Test
    void anAnswerIsRegeneratedBesideTheOldOne() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask("hello", DEMO);
            tab.awaitEnd(ack.getString("messageId"));
            tab.say(Json.createObjectBuilder()
                    .add("type", "regenerate")
                    .add("ref", "again")
                    .add("messageId", ack.getString("messageId"))
                    .add("model", "demo-thinking"));
            String again = tab.reply("again").getString("messageId");
            assertThat(again).isNotEqualTo(ack.getString("messageId"));
            assertThat(tab.awaitEnd(again)).isEqualTo("complete");
            assertThat(tab.text(again)).isNotEmpty();
        }
    }

    @Test
    void nobodyReachesAnothersConversation() {
        Browser stranger = new Browser(uri("/"));
        try (Browser.Tab tab = browser.tab();
                Browser.Tab strange = stranger.tab()) {
            JsonObject ack = tab.ask("/long 20000", DEMO);
            String conversation = ack.getString("conversationId");
            assertThat(code(strange.follow(conversation))).isEqualTo("conversation-not-found");
            strange.say(Json.createObjectBuilder()
                    .add("type", "stop")
                    .add("ref", "1")
                    .add("generationId", ack.getString("generationId")));
            assertThat(code(strange.reply("1"))).isEqualTo("generation-not-found");
            strange.say(Json.createObjectBuilder()
                    .add("type", "send")
                    .add("ref", "2")
                    .add("conversationId", conversation)
                    .add("clientMessageId", "x")
                    .add("text", "hi"));
            assertThat(code(strange.reply("2"))).isEqualTo("conversation-not-found");
            for (String type : new String[] {"regenerate", "continue"}) {
                strange.say(Json.createObjectBuilder()
                        .add("type", type)
                        .add("ref", type)
                        .add("messageId", ack.getString("messageId")));
                assertThat(code(strange.reply(type))).isEqualTo("message-not-found");
            }
            assertThat(stranger.get("/api/conversations/" + conversation).statusCode())
                    .isEqualTo(404);
            assertThat(stranger.get("/api/conversations").body()).doesNotContain(conversation);
            assertThat(browser.get("/api/conversations").body()).contains(conversation);
            tab.say(Json.createObjectBuilder()
                    .add("type", "stop")
                    .add("ref", "end")
                    .add("generationId", ack.getString("generationId")));
            tab.reply("end");
        }
    }

    private static String code(JsonObject failure) {
        assertThat(failure.getString("type")).as(failure.toString()).isEqualTo("error");
        return failure.getJsonObject("error").getString("code");
    }

    @Test
    void whatCannotBeReadIsAnErrorAndNotAnEnd() {
        try (Browser.Tab tab = browser.tab()) {
            tab.sayText("hello?");
            assertThat(code(tab.await("error"))).isEqualTo("bad-frame");
            tab.sayText("{\"type\":\"dance\",\"ref\":\"7\"}");
            assertThat(code(tab.reply("7"))).isEqualTo("unknown-frame-type");
            tab.say(Json.createObjectBuilder()
                    .add("type", "send")
                    .add("ref", "8")
                    .add("new", true)
                    .add("clientMessageId", "x")
                    .add("text", "x".repeat(32_001)));
            assertThat(code(tab.reply("8"))).isEqualTo("text-too-long");
            tab.say(Json.createObjectBuilder().add("type", "ping").add("ref", "9"));
            assertThat(tab.reply("9").getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void halfACharacterHarmsNobody() {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask("/long 300", DEMO);
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
            tab.sayText("{\"type\":\"send\",\"ref\":\"half\",\"clientMessageId\":\"half\",\"conversationId\":\""
                    + ack.getString("conversationId") + "\",\"text\":\"a\\ud800b\"}");
            JsonObject half = tab.reply("half");
            assertThat(tab.awaitEnd(half.getString("messageId"))).isEqualTo("complete");
            assertThat(tab.text(half.getString("userMessageId"))).isEqualTo("a\uFFFDb");
        }
    }

    @Test
    void aRefusedQuestionLeavesNoConversationBehind() {
        try (Browser.Tab tab = browser.tab()) {
            tab.say(Json.createObjectBuilder()
                    .add("type", "send")
                    .add("ref", "1")
                    .add("new", true)
                    .add("parentId", "unknown")
                    .add("clientMessageId", "ghost")
                    .add("text", "hello"));
            assertThat(code(tab.reply("1"))).isEqualTo("message-not-found");
            assertThat(Browser.json(browser.get("/api/conversations").body()).getJsonArray("conversations"))
                    .isEmpty();
        }
    }

    @Test
    void aFrameThatIsTooLargeClosesTheSocket() {
        Browser.Tab tab = browser.tab();
        // By one: what the server leaves unread can make the sending fail.
        tab.sayText("x".repeat(256 * 1024 + 1));
        await().atMost(Duration.ofSeconds(30)).until(() -> tab.closeCode == 1009 || tab.closeCode == 4413);
    }

    @Test
    void aPageOfAnotherSiteIsRefusedBeforeTheUpgrade() {
        assertThatThrownBy(() -> browser.socket()
                        .header("Origin", "https://evil.example")
                        .buildAsync(browser.chat(), new WebSocket.Listener() {})
                        .join())
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause())
                                .getResponse()
                                .statusCode())
                        .isEqualTo(403));
    }

    @Test
    void thePlainProtocolIsDeltasAnEmptyFrameAndErrors() {
        try (Browser.Tab plain = browser.plain()) {
            assertThat(answer(plain, "/long 700")).hasSize(700);
            plain.sayText("/fault 401");
            assertThat(plain.nextText()).startsWith("Error: ");
            assertThat(plain.nextText()).isEmpty();
            assertThat(answer(plain, "/long 300")).hasSize(300);
        }
    }

    @Test
    void inThePlainProtocolANewQuestionEndsTheAnswerThatRuns() {
        try (Browser.Tab plain = browser.plain()) {
            plain.sayText("/long 50000");
            assertThat(plain.nextText()).isNotEmpty();
            plain.sayText("/long 300");
            String rest = plain.nextText();
            int first = 0;
            while (!rest.isEmpty()) {
                first += rest.length();
                rest = plain.nextText();
            }
            assertThat(first).isLessThan(50_000);
            StringBuilder second = new StringBuilder();
            for (String frame = plain.nextText(); !frame.isEmpty(); frame = plain.nextText()) {
                second.append(frame);
            }
            assertThat(second).hasSize(300);
        }
    }

    private static String answer(Browser.Tab plain, String question) {
        plain.sayText(question);
        StringBuilder text = new StringBuilder();
        for (String frame = plain.nextText(); !frame.isEmpty(); frame = plain.nextText()) {
            assertThat(frame).doesNotStartWith("Error: ");
            text.append(frame);
        }
        return text.toString();
    }

    @Test
    void namesItsModels() {
        JsonObject models = Browser.json(get("/api/models").body());
        assertThat(models.getJsonArray("models"))
                .extracting(model -> model.asJsonObject().getString("id"))
                .contains("demo-chat", "demo-thinking", "played");
    }

    @Test
    void answersUnknownAddressesInItsOwnWords() {
        assertThat(get("/api/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/api/nothing").body()).contains("\"code\":\"not-found\"");
        assertThat(get("/api/conversations/unknown").body()).contains("conversation-not-found");
    }

    @Test
    void sendsSecurityHeadersWithThePage() {
        assertThat(get("/").headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy).contains("default-src 'self'").doesNotContain("unsafe-inline"));
        assertThat(get("/").headers().firstValue("x-content-type-options")).contains("nosniff");
    }
}
