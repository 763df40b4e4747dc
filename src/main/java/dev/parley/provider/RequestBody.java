package dev.parley.provider;

import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON bodies of both interfaces, as maps for JSON-B (docs/providers.md 1, 3 and 5). Only what is set is
 * sent: providers answer a null with an error.
 */
final class RequestBody {

    private RequestBody() {}

    static Map<String, Object> of(ChatRequest request) {
        return request.model().provider().kind() == ProviderSpec.Kind.DASHSCOPE ? dashScope(request) : openAi(request);
    }

    private static Map<String, Object> dashScope(ChatRequest request) {
        ModelSpec model = request.model();
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("result_format", "message");
        parameters.put("incremental_output", model.incremental());
        options(request, parameters);
        boolean parts = model.path() == ModelSpec.Path.MULTIMODAL;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model.name());
        body.put("input", Map.of("messages", messages(request, parts)));
        body.put("parameters", parameters);
        return body;
    }

    private static Map<String, Object> openAi(ChatRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", request.model().name());
        body.put("messages", messages(request, false));
        body.put("stream", true);
        body.put("stream_options", Map.of("include_usage", true));
        options(request, body);
        if (!request.prefix().isEmpty() && request.model().prefix() == ModelSpec.Prefix.CONTINUE_FINAL_MESSAGE) {
            body.put("continue_final_message", true);
            body.put("add_generation_prompt", false);
        }
        return body;
    }

    private static void options(ChatRequest request, Map<String, Object> into) {
        SendOptions asked = request.options();
        SendOptions defaults = request.model().defaults();
        put(into, "temperature", asked.temperature(), defaults.temperature());
        put(into, "top_p", asked.topP(), defaults.topP());
        put(into, "max_tokens", asked.maxTokens(), defaults.maxTokens());
        Boolean thinking = request.prefix().isEmpty() ? request.model().thinkingFor(asked) : thinkingOff(request);
        if (thinking != null && request.model().provider().dashScope()) {
            into.put("enable_thinking", thinking);
        }
    }

    /** A prefix can be continued without reasoning only (docs/providers.md 5). */
    private static @Nullable Boolean thinkingOff(ChatRequest request) {
        return request.model().thinking() == ModelSpec.Thinking.NONE ? null : Boolean.FALSE;
    }

    private static void put(Map<String, Object> into, String name, @Nullable Object asked, @Nullable Object byDefault) {
        Object value = asked == null ? byDefault : asked;
        if (value != null) {
            into.put(name, value);
        }
    }

    private static List<Map<String, Object>> messages(ChatRequest request, boolean parts) {
        List<Map<String, Object>> messages = new ArrayList<>();
        if (request.system() != null) {
            messages.add(message("system", request.system(), parts));
        }
        for (ChatRequest.Turn turn : request.turns()) {
            messages.add(message(turn.role() == Role.USER ? "user" : "assistant", turn.text(), parts));
        }
        if (!request.prefix().isEmpty()) {
            Map<String, Object> prefix = message("assistant", request.prefix(), parts);
            switch (request.model().prefix()) {
                case PARTIAL -> prefix.put("partial", true);
                case PREFIX -> prefix.put("prefix", true);
                case CONTINUE_FINAL_MESSAGE, TRAILING -> {
                    // The message alone says it.
                }
                case NONE -> throw new IllegalArgumentException("this model cannot continue an answer");
            }
            messages.add(prefix);
        }
        return messages;
    }

    private static Map<String, Object> message(String role, String text, boolean parts) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", parts ? List.of(Map.of("text", text)) : text);
        return message;
    }
}
