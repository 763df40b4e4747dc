package dev.parley.trace;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names of OpenTelemetry's conventions for generative AI, which are still in development: all of them are here. */
public final class GenAi {

    static final String OPERATION = "gen_ai.operation.name";
    static final String PROVIDER = "gen_ai.provider.name";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String REQUEST_STREAM = "gen_ai.request.stream";
    static final String RESPONSE_ID = "gen_ai.response.id";
    static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    static final String TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";
    static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    static final String REASONING_TOKENS = "gen_ai.usage.reasoning.output_tokens";
    static final String CONVERSATION = "gen_ai.conversation.id";

    public static final String CHAT = "chat";

    /** Of the conventions there is no name for Alibaba's provider. */
    public static final String DASHSCOPE = "alibaba_cloud.dashscope";

    /** What the conventions call providers, by the ends of their hosts' names. */
    private static final Map<String, String> BY_HOST = Map.of(
            "aliyuncs.com", DASHSCOPE,
            "openai.com", "openai",
            "openai.azure.com", "azure.ai.openai",
            "deepseek.com", "deepseek",
            "moonshot.cn", "moonshot_ai",
            "moonshot.ai", "moonshot_ai",
            "mistral.ai", "mistral_ai",
            "groq.com", "groq",
            "x.ai", "x_ai",
            "perplexity.ai", "perplexity");

    private GenAi() {}

    /**
     * What the conventions call the provider at a host.
     *
     * @param host with or without a port
     */
    public static Optional<String> providerAt(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
        return BY_HOST.entrySet().stream()
                .filter(known -> name.equals(known.getKey()) || name.endsWith('.' + known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The provider's name: that of the conventions where it is known, else what the operator calls it. */
    static String provider(String host, String dialect, String configured) {
        return providerAt(host).orElse("dashscope".equals(dialect) ? DASHSCOPE : configured);
    }
}
