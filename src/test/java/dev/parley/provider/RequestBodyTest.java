package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import jakarta.json.bind.JsonbBuilder;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBodyTest {

    private static ModelSpec model(
            ProviderSpec.Kind kind, ModelSpec.Path path, ModelSpec.Thinking thinking, ModelSpec.Prefix prefix) {
        ProviderSpec provider = new ProviderSpec(
                "p",
                kind,
                () -> URI.create("http://127.0.0.1/"),
                () -> "",
                kind == ProviderSpec.Kind.DASHSCOPE,
                false,
                true,
                ProviderSpec.Engine.AUTO,
                ProviderSpec.Timeouts.DEFAULT);
        return new ModelSpec("m", "m", "M", provider, path, true, thinking, prefix, SendOptions.NONE);
    }

    private static String json(ModelSpec model, String prefix, SendOptions options) {
        ChatRequest request =
                new ChatRequest(model, "Be brief.", List.of(new ChatRequest.Turn(Role.USER, "Hi")), prefix, options);
        return JsonbBuilder.create().toJson(RequestBody.of(request));
    }

    @Test
    void theNativeBodySaysHowItWantsTheAnswer() {
        ModelSpec model = model(
                ProviderSpec.Kind.DASHSCOPE, ModelSpec.Path.TEXT, ModelSpec.Thinking.NONE, ModelSpec.Prefix.PARTIAL);
        assertThat(json(model, "", new SendOptions(null, 0.7, null, null)))
                .isEqualTo("{\"model\":\"m\",\"input\":{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"Hi\"}]},\"parameters\":{\"result_format\":\"message\","
                        + "\"incremental_output\":true,\"temperature\":0.7}}");
    }

    @Test
    void theMultimodalPathWantsParts() {
        ModelSpec model = model(
                ProviderSpec.Kind.DASHSCOPE, ModelSpec.Path.MULTIMODAL, ModelSpec.Thinking.NONE, ModelSpec.Prefix.NONE);
        assertThat(json(model, "", SendOptions.NONE)).contains("{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}");
    }

    @Test
    void aPrefixIsContinuedWithoutThinking() {
        ModelSpec model = model(
                ProviderSpec.Kind.DASHSCOPE,
                ModelSpec.Path.TEXT,
                ModelSpec.Thinking.OPTIONAL,
                ModelSpec.Prefix.PARTIAL);
        assertThat(json(model, "The river ", new SendOptions(true, null, null, null)))
                .contains("{\"role\":\"assistant\",\"content\":\"The river \",\"partial\":true}")
                .contains("\"enable_thinking\":false");
    }

    @Test
    void theCompatibleBodyAsksForAStreamWithUsage() {
        ModelSpec model =
                model(ProviderSpec.Kind.OPENAI, ModelSpec.Path.TEXT, ModelSpec.Thinking.NONE, ModelSpec.Prefix.PREFIX);
        assertThat(json(model, "", SendOptions.NONE))
                .contains("\"stream\":true")
                .contains("\"stream_options\":{\"include_usage\":true}")
                .doesNotContain("null");
        assertThat(json(model, "The", SendOptions.NONE)).contains("\"content\":\"The\",\"prefix\":true");
    }

    @Test
    void aModelThatCannotContinueIsNotAskedTo() {
        ModelSpec model =
                model(ProviderSpec.Kind.OPENAI, ModelSpec.Path.TEXT, ModelSpec.Thinking.NONE, ModelSpec.Prefix.NONE);
        assertThatThrownBy(() -> json(model, "The", SendOptions.NONE)).isInstanceOf(IllegalArgumentException.class);
    }
}
