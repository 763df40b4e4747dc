package dev.parley.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.provider.demo.wire.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {

    private final Client client = new Client();

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer x", "Basic sk-test", "sk-test", "Bearer sk-1"})
    void refusesAStrangeKey(String key) {
        Reply reply = client.key(key.isEmpty() ? null : key).ask("hi");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(Client.text(reply))
                .isEqualTo("{\"code\":\"InvalidApiKey\",\"message\":\"Invalid API-key provided.\",\"request_id\":\""
                        + Client.ID + "\"}");
    }

    @Test
    void refusesInTheCompatibleShape() {
        Reply reply = client.on(Client.CHAT).key(null).ask("hi");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(Client.text(reply))
                .isEqualTo("{\"error\":{\"message\":\"Invalid API-key provided.\",\"type\":\"invalid_request_error\","
                        + "\"param\":null,\"code\":\"invalid_api_key\"},\"request_id\":\"" + Client.ID + "\"}");
    }

    @ParameterizedTest
    @CsvSource({Client.TEXT + ",ModelNotFound", Client.CHAT + ",model_not_found"})
    void knowsItsModelsOnly(String path, String code) {
        client.on(path);
        Reply reply = client.post(client.body("qwen-max", "hi"));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(Client.text(reply)).contains("\"code\":\"" + code + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"demo-chat\",\"input\":{\"messages\":[]}}",
                "{\"model\":\"demo-chat\",\"input\":{\"prompt\":\"x\",\"messages\":[]}}",
                "{\"model\":\"demo-chat\",\"input\":{}}",
                "{\"model\":\"demo-chat\"}",
                "{\"input\":{\"prompt\":\"x\"}}",
                "{\"model\":\"demo-chat\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}}",
                "{\"model\":\"demo-chat\",\"input\":{\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]}}",
                "{\"model\":\"demo-chat\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}}",
                "{\"model\":\"demo-chat\",\"input\":{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}}",
                "{\"model\":\"demo-chat\",\"input\":{\"messages\":[7]}}",
                "{\"model\":\"demo-chat\",\"input\":{\"messages\":{}}}",
                "{",
                "[]",
                ""
            })
    void refusesInAnEventWhenEventsAreWanted(String body) {
        Reply reply = client.post(body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("Content-Type", Reply.EVENTS);
        assertThat(Client.text(reply))
                .startsWith("id:1\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"")
                .endsWith("\"request_id\":\"" + Client.ID + "\"}\n\n");
        Reply whole = client.streaming(false).post(body);
        assertThat(whole.status()).isEqualTo(400);
        assertThat(Client.object(Client.text(whole))).containsKeys("code", "message", "request_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"temperature\":2",
                "\"temperature\":-0.1",
                "\"temperature\":\"warm\"",
                "\"top_p\":0",
                "\"top_p\":1.1",
                "\"n\":0",
                "\"n\":5",
                "\"max_tokens\":0",
                "\"max_tokens\":1.5",
                "\"thinking_budget\":0",
                "\"incremental_output\":\"yes\"",
                "\"result_format\":\"xml\"",
                "\"enable_thinking\":true"
            })
    void checksParameters(String parameter) {
        client.streaming(false);
        Reply reply = client.post(client.body("demo-chat", "hi", "{" + parameter + "}"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(Client.text(reply)).contains("InvalidParameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"incremental_output\":false", "\"result_format\":\"text\"", "\"n\":2"})
    void thinksOnlyIncrementally(String parameter) {
        assertThat(Client.text(client.post(client.body("demo-thinking", "hi", "{" + parameter + "}"))))
                .contains("event:error");
    }

    @Test
    void doesNotThinkInPartialMode() {
        String body = client.body("demo-thinking", client.messages("hi", "He"), "{}");
        assertThat(Client.text(client.post(body))).contains("event:error").contains("Partial mode");
    }

    @Test
    void refusesUnknownAddressesAsTheOriginal() {
        assertThat(client.on("/api/v1/services/aigc/nothing").ask("hi").status())
                .isEqualTo(400);
        assertThat(Client.text(client.ask("hi"))).contains("InvalidURL").contains("url error");
        assertThat(client.on("/v1/nothing").ask("hi").status()).isEqualTo(404);
        assertThat(client.on(Client.CHAT).reply("GET", "").status()).isEqualTo(404);
    }

    @Test
    void readsBodiesUpToTheLimitOnly() throws IOException {
        assertThat(BodyReader.read(new ByteArrayInputStream(new byte[BodyReader.MOST]), -1))
                .hasSize(BodyReader.MOST);
        Assertions.assertThatThrownBy(
                        () -> BodyReader.read(new ByteArrayInputStream(new byte[BodyReader.MOST + 1]), -1))
                .hasMessageContaining("max bytes");
        Assertions.assertThatThrownBy(
                        () -> BodyReader.read(new ByteArrayInputStream(new byte[0]), BodyReader.MOST + 1L))
                .hasMessageContaining("max bytes");
    }

    @Test
    void listsItsModels() {
        assertThat(Client.text(client.on("/v1/models").reply("GET", "")))
                .contains("demo-chat")
                .contains("demo-thinking");
    }
}
