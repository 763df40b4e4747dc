package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelConfigurationTest {

    private final Map<String, String> values = new HashMap<>();
    private List<String> faults = List.of();

    private ModelConfiguration read() {
        Settings settings = new Settings(values::get);
        ModelConfiguration configuration = ModelConfiguration.read(
                settings, key -> values.getOrDefault(key, ""), () -> URI.create("http://127.0.0.1:1/demo/api/v1"));
        faults = settings.faults();
        return configuration;
    }

    @Test
    void withoutAnythingTheDemoModelAnswers() {
        ModelConfiguration configuration = read();

        assertThat(faults).isEmpty();
        assertThat(configuration.defaultModel()).isEqualTo("demo-chat");
        assertThat(configuration.models()).allMatch(model -> model.provider().demo());
    }

    @Test
    void aKeyAloneIsEnoughForQwen() {
        values.put("llm.api.key", "sk-1");
        ModelConfiguration configuration = read();

        assertThat(faults).isEmpty();
        assertThat(configuration.defaultModel()).isEqualTo("qwen-plus");
        assertThat(configuration.models()).noneMatch(model -> model.provider().demo());
        ModelSpec model = configuration.models().get(0);
        assertThat(model.provider().kind()).isEqualTo(ProviderSpec.Kind.DASHSCOPE);
        assertThat(model.prefix()).isEqualTo(ModelSpec.Prefix.PARTIAL);
        assertThat(model.incremental()).isTrue();
        assertThat(model.provider().apiKey().get()).isEqualTo("sk-1");
    }

    @Test
    void aRotatedKeyIsUsedAtOnce() {
        values.put("llm.api.key", "sk-1");
        ModelSpec model = read().models().get(0);
        values.put("llm.api.key", "sk-2");

        assertThat(model.provider().apiKey().get()).isEqualTo("sk-2");
    }

    @Test
    void theCompatibleAddressIsSpokenToInItsDialect() {
        values.put("llm.api.key", "sk-1");
        values.put("llm.base.url", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/");
        ProviderSpec provider = read().models().get(0).provider();

        assertThat(provider.kind()).isEqualTo(ProviderSpec.Kind.OPENAI);
        assertThat(provider.dashScope()).isTrue();
        assertThat(provider.baseUrl().get()).hasToString("https://dashscope-intl.aliyuncs.com/compatible-mode/v1");
    }

    @Test
    void severalProvidersStandSideBySide() {
        values.put("llm.api.key", "sk-1");
        values.put("llm.models", "qwen-max, qwen3-vl-plus");
        values.put("parley.providers", "local,openai");
        values.put("parley.provider.local.base-url", "http://127.0.0.1:8000/v1");
        values.put("parley.provider.local.models", "llama");
        values.put("parley.provider.local.between-events-timeout-ms", "5000");
        values.put("parley.model.local.llama.prefix", "continue-final-message");
        values.put("parley.provider.openai.base-url", "https://api.openai.com/v1");
        values.put("parley.provider.openai.api-key", "sk-2");
        values.put("parley.provider.openai.models", "gpt-4o");
        values.put("parley.default-model", "gpt-4o");
        ModelConfiguration configuration = read();

        assertThat(faults).isEmpty();
        assertThat(configuration.models())
                .extracting(ModelSpec::id)
                .containsExactly("qwen-max", "qwen3-vl-plus", "llama", "gpt-4o");
        assertThat(configuration.models().get(1).path()).isEqualTo(ModelSpec.Path.MULTIMODAL);
        assertThat(configuration.models().get(2).prefix()).isEqualTo(ModelSpec.Prefix.CONTINUE_FINAL_MESSAGE);
        assertThat(configuration.models().get(2).provider().timeouts().betweenEvents())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.models().get(2).provider().apiKey().get()).isEmpty();
        assertThat(configuration.defaultModel()).isEqualTo("gpt-4o");
    }

    @Test
    void withTheDemoOffAMissingKeyIsAFaultThatNamesIt() {
        values.put("parley.demo.enabled", "false");
        read();

        assertThat(faults).singleElement().asString().contains("llm.api.key").contains("LLM_API_KEY");
    }

    @Test
    void allFaultsAreToldAtOnceEachWithItsKeyAndNoSecret() {
        values.put("llm.api.key", "sk-secret");
        values.put("llm.base.url", "ftp://somewhere");
        values.put("parley.providers", "a,b!");
        values.put("parley.provider.a.kind", "dashscop");
        values.put("parley.provider.a.api-key", "sk-other");
        values.put("parley.provider.a.connect-timeout-ms", "0");
        values.put("parley.model.qwen.qwen-plus.temperature", "hot");
        values.put("parley.default-model", "none");
        values.put("parley.demo.enabled", "maybe");
        read();

        assertThat(faults).anyMatch(fault -> fault.startsWith("llm.base.url"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.providers"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.provider.a.kind"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.provider.a.base-url"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.provider.a.models"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.provider.a.connect-timeout-ms"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.model.qwen.qwen-plus.temperature"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.default-model"));
        assertThat(faults).anyMatch(fault -> fault.startsWith("parley.demo.enabled"));
        assertThat(String.join("\n", faults)).doesNotContain("sk-");
    }

    @Test
    void aKeyThatNoHeaderCanHoldIsAFaultThatDoesNotQuoteIt() {
        values.put("llm.api.key", "sk-sec\u200Bret");
        read();
        assertThat(faults).singleElement().asString().startsWith("llm.api.key").doesNotContain("sk-");
    }

    @Test
    void twoModelsOfOneNameNeedAnId() {
        values.put("llm.api.key", "sk-1");
        values.put("llm.models", "m");
        values.put("parley.providers", "a");
        values.put("parley.provider.a.base-url", "http://127.0.0.1/v1");
        values.put("parley.provider.a.models", "m");
        read();
        assertThat(faults).singleElement().asString().startsWith("parley.model.a.m.id");

        values.put("parley.model.a.m.id", "a-m");
        assertThat(read().models()).extracting(ModelSpec::id).containsExactly("m", "a-m");
        assertThat(faults).isEmpty();
    }

    @Test
    void aFallbackIsTheIdOfAnotherModelAndMayHaveOneItself() {
        values.put("llm.api.key", "sk-1");
        values.put("llm.models", "a,b,c");
        values.put("parley.model.qwen.c.id", "cc");
        values.put("parley.model.qwen.a.fallback", "b");
        values.put("parley.model.qwen.b.fallback", "cc");

        assertThat(read().models()).extracting(ModelSpec::fallback).containsExactly("b", "cc", null);
        assertThat(faults).isEmpty();
    }

    @Test
    void aFallbackThatLeadsNowhereOrInACircleIsAFaultThatNamesItsKey() {
        values.put("llm.api.key", "sk-1");
        values.put("llm.models", "a,b,c,d,e");
        values.put("parley.model.qwen.a.fallback", "b");
        values.put("parley.model.qwen.b.fallback", "c");
        values.put("parley.model.qwen.c.fallback", "b");
        values.put("parley.model.qwen.d.fallback", "d");
        values.put("parley.model.qwen.e.fallback", "f");
        read();

        assertThat(faults)
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault)
                                .startsWith("parley.model.qwen.b.fallback (PARLEY_MODEL_QWEN_B_FALLBACK)")
                                .contains("leads back to b by way of c"),
                        fault -> assertThat(fault)
                                .startsWith("parley.model.qwen.c.fallback")
                                .contains("leads back to c by way of b"),
                        fault -> assertThat(fault)
                                .startsWith("parley.model.qwen.d.fallback")
                                .contains("itself"),
                        fault -> assertThat(fault)
                                .startsWith("parley.model.qwen.e.fallback")
                                .contains("f is not one of [a, b, c, d, e]"));
    }
}
