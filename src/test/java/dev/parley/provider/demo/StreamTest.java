package dev.parley.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.provider.demo.wire.Reply;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {

    private static final String QUESTION = "I need a holiday by the sea";
    private final Client client = new Client();

    @Test
    void framesNativeEventsByteForByte() {
        String stream = Client.text(client.ask("/echo Hi。"));
        String id = Client.ID;
        assertThat(stream)
                .isEqualTo("id:1\nevent:result\n:HTTP_STATUS/200\n"
                        + "data:{\"output\":{\"choices\":[{\"message\":{\"content\":\"Hi\",\"role\":\"assistant\"},\"finish_reason\":\"null\"}]},"
                        + "\"usage\":{\"total_tokens\":9,\"input_tokens\":8,\"output_tokens\":1},\"request_id\":\"" + id
                        + "\"}\n\n"
                        + "id:2\nevent:result\n:HTTP_STATUS/200\n"
                        + "data:{\"output\":{\"choices\":[{\"message\":{\"content\":\"。\",\"role\":\"assistant\"},\"finish_reason\":\"null\"}]},"
                        + "\"usage\":{\"total_tokens\":10,\"input_tokens\":8,\"output_tokens\":2},\"request_id\":\""
                        + id + "\"}\n\n"
                        + "id:3\nevent:result\n:HTTP_STATUS/200\n"
                        + "data:{\"output\":{\"choices\":[{\"message\":{\"content\":\"\",\"role\":\"assistant\"},\"finish_reason\":\"stop\"}]},"
                        + "\"usage\":{\"total_tokens\":10,\"input_tokens\":8,\"output_tokens\":2},\"request_id\":\""
                        + id + "\"}\n\n");
    }

    @Test
    void framesCompatibleChunksByteForByte() {
        client.on(Client.CHAT);
        String head = "data: {\"id\":\"chatcmpl-" + Client.ID
                + "\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"demo-chat\",\"choices\":[";
        String body = client.body("demo-chat", "/echo Hi", "{\"stream_options\":{\"include_usage\":true}}");
        assertThat(Client.text(client.post(body)))
                .isEqualTo(head
                        + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}\n\n"
                        + head
                        + "{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}],\"usage\":null}\n\n"
                        + head + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n"
                        + head + "],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1,\"total_tokens\":8}}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void sendsNoUsageAndNoErrorMemberUnasked() {
        client.on(Client.CHAT);
        assertThat(Client.text(client.post(client.body("demo-chat", QUESTION, "{}"))))
                .doesNotContain("\"usage\"")
                .doesNotContain("\"error\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {Client.TEXT, Client.PARTS, Client.CHAT})
    void saysTheSameWhole(String path) {
        client.on(path);
        String body = client.body("demo-chat", QUESTION);
        String streamed = Client.said(Client.text(client.post(body)));
        client.streaming(false);
        Reply reply = client.post(client.body("demo-chat", QUESTION));
        assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
        assertThat(Client.said("data:" + Client.text(reply)))
                .isEqualTo(streamed)
                .isNotEmpty();
    }

    @Test
    void isCumulativeUnlessToldOtherwise() {
        String incremental = Client.said(Client.text(client.ask(QUESTION)));
        List<JsonObject> events = Client.data(
                Client.text(client.post(client.body("demo-chat", QUESTION, "{\"result_format\":\"message\"}"))));
        String before = "";
        for (JsonObject event : events) {
            String text = Client.said("data:" + event);
            assertThat(text).startsWith(before);
            before = text;
        }
        assertThat(before).isEqualTo(incremental);
        assertThat(events).hasSizeGreaterThan(5);
    }

    @Test
    void answersAsPlainTextByDefault() {
        List<JsonObject> events = Client.data(Client.text(client.post(client.body("demo-chat", QUESTION, "{}"))));
        JsonObject last = events.get(events.size() - 1).getJsonObject("output");
        assertThat(last.getString("text")).isEqualTo(Client.said(Client.text(client.ask(QUESTION))));
        assertThat(last.getString("finish_reason")).isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {Client.TEXT, Client.PARTS, Client.CHAT})
    void thinksFirst(String path) {
        client.on(path);
        String stream =
                Client.text(client.post(client.body("demo-thinking", QUESTION, "{\"incremental_output\":true}")));
        assertThat(Client.thought(stream)).contains("“I need a holiday");
        assertThat(stream.lastIndexOf("\"reasoning_content\":\"N")).isLessThan(stream.lastIndexOf("\"stop\""));
        assertThat(Client.said(stream))
                .isEqualTo(Client.said(Client.text(client.post(client.body("demo-chat", QUESTION)))));
    }

    @Test
    void thinksNoMoreThanItsBudget() {
        String stream = Client.text(client.post(client.body("demo-thinking", QUESTION, "{\"thinking_budget\":7}")));
        JsonObject last =
                Client.data(stream).get(Client.data(stream).size() - 1).getJsonObject("usage");
        assertThat(last.getJsonObject("output_tokens_details").getInt("reasoning_tokens"))
                .isEqualTo(7);
        assertThat(last.getInt("total_tokens")).isEqualTo(last.getInt("input_tokens") + last.getInt("output_tokens"));
    }

    @Test
    void doesNotThinkWhenToldNotTo() {
        String stream = Client.text(client.post(
                client.body("demo-thinking", QUESTION, "{\"enable_thinking\":false,\"result_format\":\"message\"}")));
        assertThat(stream).doesNotContain("reasoning");
    }

    @ParameterizedTest
    @ValueSource(strings = {Client.TEXT, Client.PARTS, Client.CHAT})
    void continuesFromEveryPlaceByteForByte(String path) {
        client.on(path);
        String question = "我很难过 and 👩‍🚀 too";
        String whole = Client.said(Client.text(client.post(client.body("demo-chat", question))));
        for (int at = 0; at <= whole.length(); at++) {
            if (at < whole.length() && Character.isLowSurrogate(whole.charAt(at))) {
                continue;
            }
            String body = client.body(
                    "demo-chat",
                    client.messages(question, whole.substring(0, at)),
                    "{\"result_format\":\"message\",\"incremental_output\":true}");
            String rest = Client.text(client.post(body));
            assertThat(Client.said(rest)).isEqualTo(whole.substring(at));
            assertThat(Client.finish(rest)).isEqualTo("stop");
        }
    }

    @Test
    void continuesAForeignPrefixDeterministically() {
        String body = client.body(
                "demo-chat", client.messages("hello", "Quite another thing"), "{\"result_format\":\"message\"}");
        String first = Client.text(client.post(body));
        assertThat(first).isEqualTo(Client.text(client.post(body))).contains("demo");
    }

    @ParameterizedTest
    @CsvSource({"max_tokens,3", "max_completion_tokens,1"})
    void endsAtTheMostTokens(String name, int most) {
        String stream = Client.text(client.post(
                client.body("demo-chat", QUESTION, "{\"result_format\":\"message\",\"" + name + "\":" + most + "}")));
        assertThat(Client.finish(stream)).isEqualTo("length");
        assertThat(stream).contains("\"output_tokens\":" + most + "}");
    }

    @Test
    void endsBeforeAStopText() {
        String body = client.body(
                "demo-chat",
                "/echo one two three",
                "{\"result_format\":\"message\",\"incremental_output\":true,\"stop\":[\" three\",\"four\"]}");
        assertThat(Client.said(Client.text(client.post(body)))).isEqualTo("one two");
    }

    @Test
    void answersSeveralTimes() {
        String stream = Client.text(
                client.post(client.body("demo-chat", "/echo x", "{\"result_format\":\"message\",\"n\":3}")));
        assertThat(Client.choices(Client.data(stream).get(0))).hasSize(3);
    }

    @Test
    void keepsThePaceOfAModel() {
        DemoProvider paced = new DemoProvider(1);
        Call call = new Call(
                "POST", Client.TEXT, "Bearer sk-test", true, null, () -> client.body("demo-chat", "/long 3000"));
        try {
            List<Long> pauses = paced.reply(call, DemoProvider.exchange("x", call, java.time.Instant.EPOCH))
                    .body()
                    .map(piece -> piece.pause().toMillis())
                    .toList();
            assertThat(pauses.get(0)).isBetween(300L, 600L);
            assertThat(pauses.stream().skip(1)).allMatch(pause -> pause <= 112);
            assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isBetween(10_000L, 40_000L);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
