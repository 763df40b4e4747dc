package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.PlayedProvider.Call;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to a provider and back, with the provider played on a raw socket. */
@Timeout(90)
class ProviderIT extends Server {

    private static final long PATIENCE_MILLIS = 15_000;
    /** A machine that is busy may be late once, and again. */
    private static final int ATTEMPTS = 3;

    private static PlayedProvider provider;
    private Browser.Tab tab;

    @BeforeAll
    static void openTheProvider() {
        provider = new PlayedProvider();
    }

    @AfterAll
    static void closeTheProvider() {
        provider.close();
    }

    @BeforeEach
    void open() {
        tab = new Browser(uri("/")).tab();
    }

    @AfterEach
    void close() {
        tab.close();
        provider.hangUpAll();
    }

    private void stop(JsonObject ack) {
        tab.say(Json.createObjectBuilder()
                .add("type", "stop")
                .add("ref", "stop")
                .add("generationId", ack.getString("generationId")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"played", "played-server"})
    void asksInDashScopesWayAndStreamsTheAnswerAsItComes(String model) throws Exception {
        JsonObject ack = tab.ask("你好, provider", model);
        Call call = provider.next();
        assertThat(call.line).isEqualTo("POST /api/v1/services/aigc/text-generation/generation HTTP/1.1");
        assertThat(call.headers)
                .containsEntry("authorization", "Bearer sk-played")
                .containsEntry("x-dashscope-sse", "enable");
        assertThat(call.headers.get("accept")).contains("text/event-stream");
        assertThat(call.headers.get("content-type")).startsWith("application/json");
        assertThat(call.headers).doesNotContainKey("accept-encoding");
        JsonObject body = Browser.json(call.body);
        assertThat(body.getJsonObject("parameters").getBoolean("incremental_output"))
                .isTrue();
        assertThat(body.getJsonObject("input")
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getString("content"))
                .isEqualTo("你好, provider");

        call.say(PlayedProvider.HEADERS);
        String message = ack.getString("messageId");
        for (String piece : new String[] {"One ", "two ", "three."}) {
            call.text(piece);
            tab.awaitText(message, piece);
        }
        call.finish();

        assertThat(tab.awaitEnd(message)).isEqualTo("complete");
        assertThat(tab.text(message)).isEqualTo("One two three.");
    }

    @Test
    void tellsTheModelTheConversationSoFar() throws Exception {
        JsonObject first = tab.ask("first question", "played-openai");
        Call call = provider.next();
        assertThat(call.line).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        call.say(PlayedProvider.HEADERS
                + "data: {\"choices\":[{\"delta\":{\"content\":\"first answer\"},\"finish_reason\":\"stop\"}]}\n\n"
                + "data: [DONE]\n\n");
        assertThat(tab.awaitEnd(first.getString("messageId"))).isEqualTo("complete");
        JsonObject second = tab.ask(first.getString("conversationId"), "second question", "played-openai");
        Call again = provider.next();

        assertThat(Browser.json(again.body).getJsonArray("messages"))
                .extracting(message -> message.asJsonObject().getString("role") + ": "
                        + message.asJsonObject().getString("content"))
                .containsExactly("user: first question", "assistant: first answer", "user: second question");
        again.say(PlayedProvider.HEADERS
                + "data: {\"choices\":[{\"delta\":{\"content\":\"second\"},\"finish_reason\":\"stop\"}]}\n\n");
        again.hangUp();
        assertThat(tab.awaitEnd(second.getString("messageId"))).isEqualTo("complete");
    }

    @Test
    void stoppingClosesTheConnectionWithinASecondWhileTheHeadersAreAwaited() throws Exception {
        boolean inTime = false;
        for (int i = 0; i < ATTEMPTS && !inTime; i++) {
            JsonObject ack = tab.ask("hello", "played");
            Call call = provider.next();
            stop(ack);

            inTime = goneWithinASecond(call);
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("stopped");
        }
        assertThat(inTime).as("connection closed within 1 s").isTrue();
    }

    @Test
    void stoppingClosesTheConnectionWithinASecondInThePauseBetweenTwoEvents() throws Exception {
        boolean inTime = false;
        for (int i = 0; i < ATTEMPTS && !inTime; i++) {
            JsonObject ack = tab.ask("hello", "played");
            Call call = provider.next();
            call.say(PlayedProvider.HEADERS).text("Hel");
            tab.awaitText(ack.getString("messageId"), "Hel");
            stop(ack);

            inTime = goneWithinASecond(call);
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("stopped");
            assertThat(tab.text(ack.getString("messageId"))).isEqualTo("Hel");
        }
        assertThat(inTime).as("connection closed within 1 s").isTrue();
    }

    /** It must go in any case. */
    private static boolean goneWithinASecond(Call call) throws InterruptedException {
        boolean inTime = call.clientGoneWithin(1_000);
        assertThat(call.clientGoneWithin(PATIENCE_MILLIS))
                .as("connection closed")
                .isTrue();
        return inTime;
    }

    @Test
    void anEndWithoutFinishReasonIsInterruptedAndKeepsTheText() throws Exception {
        JsonObject ack = tab.ask("hello", "played");
        Call call = provider.next();
        call.say(PlayedProvider.HEADERS).text("Hel");
        tab.awaitText(ack.getString("messageId"), "Hel");
        call.hangUp();

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("interrupted");
        assertThat(tab.errorCode(ack.getString("messageId"))).isEqualTo("answer-cut-off");
        assertThat(tab.text(ack.getString("messageId"))).isEqualTo("Hel");
    }

    @Test
    void commentsDoNotHideAStall() throws Exception {
        JsonObject ack = tab.ask("hello", "impatient");
        Call call = provider.next();
        call.say(PlayedProvider.HEADERS).text("Hel");
        tab.awaitText(ack.getString("messageId"), "Hel");
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < end && !call.clientGoneWithin(300)) {
            call.say(": keep-alive\n\n");
        }

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("interrupted");
        assertThat(tab.errorCode(ack.getString("messageId"))).isEqualTo("model-stalled");
    }

    @Test
    void aProviderThatNeverAnswersIsAskedTwiceAndGivenUp() throws Exception {
        JsonObject ack = tab.ask("hello", "impatient");
        provider.next();
        Call second = provider.next();

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("failed");
        assertThat(tab.errorCode(ack.getString("messageId"))).isEqualTo("model-timeout");
        assertThat(second.clientGoneWithin(PATIENCE_MILLIS)).isTrue();
    }

    @Test
    void aRefusalWithADelayIsTriedAgainAfterIt() throws Exception {
        JsonObject ack = tab.ask("hello", "played");
        String body = "{\"code\":\"Throttling.RateQuota\",\"message\":\"slow\",\"request_id\":\"r1\"}";
        provider.next()
                .say("HTTP/1.1 429 Too Many Requests\r\nRetry-After-Ms: 250\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                .hangUp();
        provider.next().say(PlayedProvider.HEADERS).text("Hello").finish();

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
        assertThat(tab.text(ack.getString("messageId"))).isEqualTo("Hello");
        assertThat(tab.eventTypes).contains("generation-retrying");
    }

    @Test
    void aConnectionThatBreaksBeforeTheAnswerIsTriedAgainUnseen() throws Exception {
        JsonObject ack = tab.ask("hello", "played");
        provider.next().hangUp();
        provider.next().say(PlayedProvider.HEADERS).text("Hello").finish();

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
        assertThat(tab.eventTypes).doesNotContain("generation-retrying");
    }

    @ParameterizedTest
    @ValueSource(strings = {"played", "played-server"})
    void aRedirectIsAFaultOfTheConfiguration(String model) throws Exception {
        JsonObject ack = tab.ask("hello", model);
        provider.next()
                .say("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n"
                        + "Connection: close\r\n\r\n");

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("failed");
        assertThat(tab.errorCode(ack.getString("messageId"))).isEqualTo("model-misconfigured");
    }

    @Test
    void stoppingEarlyAndOftenDoesNotOpenTheCircuitForOthers() throws Exception {
        for (int i = 0; i < 25; i++) {
            JsonObject ack = tab.ask("hello", "played");
            provider.next();
            stop(ack);
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("stopped");
        }
        JsonObject ack = tab.ask("hello", "played");
        provider.next().say(PlayedProvider.HEADERS).text("Hello").finish();
        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
    }

    @Test
    void aProviderThatKeepsFailingRestsAndEveryTabIsToldUntilItIsBack() throws Exception {
        try (Browser.Tab other = new Browser(uri("/")).tab()) {
            JsonObject ack = tab.ask("hello", "played-server");
            String body = "{\"code\":\"InternalError\",\"message\":\"down\",\"request_id\":\"r1\"}";
            for (int i = 0; i < 2; i++) {
                provider.next()
                        .say("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                        .hangUp();
            }
            JsonObject open = circuit(other, "open");
            assertThat(open.getInt("halfOpensInMs")).isBetween(1, 2_000);
            assertThat(circuit(other, "half-open")).doesNotContainKey("halfOpensInMs");

            provider.next().say(PlayedProvider.HEADERS).text("Back").finish();
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
            JsonObject again = tab.ask("hello", "played-server");
            provider.next().say(PlayedProvider.HEADERS).text("Hello").finish();
            assertThat(tab.awaitEnd(again.getString("messageId"))).isEqualTo("complete");
            assertThat(circuit(other, "closed")).isEmpty();
        }
    }

    /** What the next frame of models says of the played server's circuit, which must be this. */
    private static JsonObject circuit(Browser.Tab tab, String state) {
        JsonObject model = tab.await("models").getJsonArray("models").stream()
                .map(JsonValue::asJsonObject)
                .filter(each -> each.getString("id").equals("played-server"))
                .findFirst()
                .orElseThrow();
        JsonObject circuit =
                model.containsKey("circuit") ? model.getJsonObject("circuit") : JsonValue.EMPTY_JSON_OBJECT;
        assertThat(circuit.getString("state", "closed")).isEqualTo(state);
        return circuit;
    }

    @Test
    void aProviderThatIsNotThereIsToldPlainly() {
        JsonObject ack = tab.ask("hello", "absent");

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("failed");
        assertThat(tab.errorCode(ack.getString("messageId"))).isEqualTo("model-unreachable");
    }

    @Test
    void charactersSplitBetweenTwoSegmentsStayWhole() throws Exception {
        JsonObject ack = tab.ask("hello", "played");
        Call call = provider.next();
        call.say(PlayedProvider.HEADERS).text("begin ");
        tab.awaitText(ack.getString("messageId"), "begin ");
        for (byte one : PlayedProvider.event("租约 é 🙂", "null").getBytes(StandardCharsets.UTF_8)) {
            call.say(new byte[] {one});
        }
        call.finish();

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
        assertThat(tab.text(ack.getString("messageId"))).isEqualTo("begin 租约 é 🙂");
    }

    @Test
    void aNewQuestionStopsTheAnswerThatRuns() throws Exception {
        JsonObject first = tab.ask("first", "played");
        Call call = provider.next();
        call.say(PlayedProvider.HEADERS).text("One");
        tab.awaitText(first.getString("messageId"), "One");
        JsonObject second = tab.ask(first.getString("conversationId"), "second", "played");
        assertThat(call.clientGoneWithin(PATIENCE_MILLIS)).isTrue();
        provider.next().say(PlayedProvider.HEADERS).text("Two").finish();

        assertThat(tab.awaitEnd(second.getString("messageId"))).isEqualTo("complete");
        assertThat(tab.states.get(first.getString("messageId"))).isEqualTo("stopped");
        assertThat(tab.text(first.getString("messageId"))).isEqualTo("One");
    }

    @Test
    void theAnswerGoesOnWhenTheSocketIsCut() throws Exception {
        JsonObject ack = tab.ask("hello", "played");
        Call call = provider.next();
        call.say(PlayedProvider.HEADERS).text("Hel");
        tab.awaitText(ack.getString("messageId"), "Hel");
        tab.cut();
        call.text("lo").finish();

        assertThat(call.clientGoneWithin(10_000)).isTrue();
    }

    @Test
    void noPartOfAFailureIsEverInTheText() throws Exception {
        JsonObject ack = tab.ask("hello", "played");
        Call call = provider.next();
        call.say(PlayedProvider.HEADERS).text("Hel");
        call.say(
                "data: <html>oops</html>\n\n"
                        + "event:error\n:HTTP_STATUS/400\ndata:{\"code\":\"DataInspectionFailed\",\"message\":\"bad words\"}\n\n");

        assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("interrupted");
        assertThat(tab.text(ack.getString("messageId"))).isEqualTo("Hel");
        assertThat(tab.errorCode(ack.getString("messageId"))).isEqualTo("content-blocked");
    }
}
