package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.Json;
import dev.parley.support.Fixtures;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams recorded at real providers, whole and in small pieces. They lie beside the project, not in it. */
class RecordedStreamsTest {

    private static String read(String name) {
        return new String(Fixtures.read(name), StandardCharsets.UTF_8);
    }

    /** An editor took the blank lines out of some recordings. */
    private static String restored(String name) {
        String text = read(name).replace("\uFEFF", "").replace("\r\n", "\n");
        return text.replace("\nid:", "\n\nid:") + "\n\n";
    }

    private static String wrapped(String name) {
        StringBuilder stream = new StringBuilder();
        read(name).lines().filter(line -> !line.isBlank()).forEach(line -> stream.append("data: ")
                .append(line)
                .append("\n\n"));
        return stream.append("data: [DONE]\n\n").toString();
    }

    private static Decoding decode(ChunkDecoder.Dialect dialect, String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        Decoding whole = Decoding.of(dialect, bytes, Integer.MAX_VALUE);
        Decoding pieces = Decoding.of(dialect, bytes, 7);
        assertThat(pieces.events).isEqualTo(whole.events);
        assertThat(whole.text()).doesNotContain("\uFFFD");
        return whole;
    }

    /** The text and reasoning of all deltas, read without the code under test. */
    private static String expected(String stream, String field) {
        StringBuilder text = new StringBuilder();
        stream.lines()
                .filter(line -> line.startsWith("data:") && !line.contains("[DONE]"))
                .map(line -> Json.value(line.substring(5)).asJsonObject())
                .forEach(chunk -> text.append(part(chunk, field)));
        return text.toString();
    }

    private static String part(JsonObject chunk, String field) {
        JsonObject holder = chunk.containsKey("output") ? chunk.getJsonObject("output") : chunk;
        if (!holder.containsKey("choices")) {
            return field.equals("content") ? holder.getString("text", "") : "";
        }
        JsonArray choices = holder.getJsonArray("choices");
        if (choices.isEmpty()) {
            return "";
        }
        JsonObject choice = choices.getJsonObject(0);
        JsonObject message = choice.getJsonObject(choice.containsKey("delta") ? "delta" : "message");
        return message == null ? "" : message.getString(field, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "single-generation-message-sse",
                "conversation-generation-message-sse",
                "single-generation-text-sse"
            })
    void dashScope(String name) {
        String stream = restored("dashscope/" + name + ".response.body.txt");
        Decoding read = decode(Decoding.DASHSCOPE, stream);

        assertThat(read.text()).isNotEmpty().isEqualTo(expected(stream, "content"));
        assertThat(read.finished().reason()).isEqualTo(FinishReason.STOP);
        assertThat(read.finished().usage()).isNotNull();
    }

    @Test
    void dashScopeThinking() {
        String stream = restored("dashscope/single-generation-message-reasoning-sse.response.body.txt");
        Decoding read = decode(Decoding.DASHSCOPE, stream);

        assertThat(read.reasoning()).isNotEmpty().isEqualTo(expected(stream, "reasoning_content"));
        assertThat(read.text()).isNotEmpty().isEqualTo(expected(stream, "content"));
    }

    @Test
    void dashScopeReportsABadRequestInsideAStream() {
        Decoding read = decode(Decoding.DASHSCOPE, restored("dashscope/parameter-error-sse.response.body.txt"));

        assertThat(read.failure().code()).isEqualTo(ErrorCode.MODEL_REQUEST_REJECTED);
        assertThat(read.failure().retryable()).isFalse();
    }

    @Test
    void dashScopeReportsABadKeyInABodyWithoutContentType() {
        ProviderFault fault = ErrorBody.read(401, read("dashscope/auth-error-nosse.response.body.txt"));
        assertThat(ErrorTranslation.translate(fault, true).code()).isEqualTo(ErrorCode.MODEL_KEY_REJECTED);
    }

    @Test
    void dashScopeContinuesWithTheRestOnly() {
        JsonObject answer = Json.value(read("dashscope/conversation-generation-message-partial-nosse.response.body.txt")
                        .replace("\uFEFF", ""))
                .asJsonObject();
        Decoding read = Decoding.of(Decoding.DASHSCOPE, "data:" + answer + "\n\n");

        assertThat(read.text()).isNotEmpty();
        assertThat(read.finished().reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aStreamWithoutBlankLinesIsNoSuccess() {
        Decoding read = decode(Decoding.DASHSCOPE, read("dashscope/single-generation-message-sse.response.body.txt"));

        assertThat(read.events).isEmpty();
        assertThat(read.failure()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alibaba-text", "alibaba-reasoning", "openai-text", "groq-text"})
    void openAiLikeChunks(String name) {
        String stream = wrapped("openai/vercel-ai/" + name + ".chunks.txt");
        Decoding read = decode(Decoding.OPENAI, stream);

        assertThat(read.text()).isNotEmpty().isEqualTo(expected(stream, "content"));
        assertThat(read.reasoning())
                .isEqualTo(expected(stream, name.startsWith("groq") ? "reasoning" : "reasoning_content"));
        assertThat(read.finished().usage()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "openai-gpt4o-text,reasoning_content",
        "crusoe-vllm-text,reasoning",
        "openrouter-reasoning,reasoning",
        "deepseek-reasoner-thinking,reasoning_content"
    })
    void openAiLikeStreams(String name, String reasoningField) {
        String stream = read("openai/pydantic-ai/" + name + ".sse");
        Decoding read = decode(Decoding.OPENAI, stream);

        assertThat(read.text()).isNotEmpty().isEqualTo(expected(stream, "content"));
        assertThat(read.reasoning()).isEqualTo(expected(stream, reasoningField));
        assertThat(read.finished().reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void groqReportsAnErrorInTheMiddle() {
        Decoding read = decode(Decoding.OPENAI, read("openai/pydantic-ai/groq-error-mid-stream-a.sse"));

        assertThat(read.reasoning()).isNotEmpty();
        assertThat(read.failure().code()).isEqualTo(ErrorCode.MODEL_REQUEST_REJECTED);
    }

    @Test
    void openRouterReportsAnErrorBesideTheChoices() {
        Decoding read = decode(Decoding.OPENAI, read("openai/pydantic-ai/openrouter-stream-error.sse"));

        assertThat(read.failure().code()).isEqualTo(ErrorCode.MODEL_REQUEST_REJECTED);
    }
}
