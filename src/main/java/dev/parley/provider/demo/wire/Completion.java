package dev.parley.provider.demo.wire;

import dev.parley.provider.demo.talk.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is going to be sent, in tokens.
 *
 * @param finish why it ends: {@code stop}, {@code length}, or what a fault puts here; null never ends
 */
public record Completion(
        List<String> reasoning, List<String> text, @Nullable String finish, int inputTokens) {

    public Completion {
        reasoning = List.copyOf(reasoning);
        text = List.copyOf(text);
    }

    /** Cuts an answer to what the request asks for. */
    public static Completion of(Answer answer, ChatRequest request) {
        Options options = request.options();
        List<String> reasoning = options.thinking() ? Tokens.of(answer.reasoning()) : List.of();
        String rest = Continuation.of(answer.text(), request.prefix());
        List<String> text = Tokens.of(beforeStop(rest, options.stop()));
        boolean cut = text.size() > options.maxTokens();
        return new Completion(
                reasoning.subList(0, Math.min(reasoning.size(), options.thinkingBudget())),
                cut ? text.subList(0, options.maxTokens()) : text,
                cut ? "length" : "stop",
                request.inputTokens());
    }

    private static String beforeStop(String text, List<String> stops) {
        int end = stops.stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(text.length());
        return text.substring(0, end);
    }

    public Completion finishing(@Nullable String reason) {
        return new Completion(reasoning, text, reason, inputTokens);
    }

    public Usage usage() {
        return new Usage(inputTokens, reasoning.size(), text.size());
    }
}
