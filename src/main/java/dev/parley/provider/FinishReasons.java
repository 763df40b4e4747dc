package dev.parley.provider;

import dev.parley.protocol.FinishReason;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The finish reasons of all dialects (docs/providers.md 4). */
final class FinishReasons {

    private static final Map<String, FinishReason> KNOWN = Map.ofEntries(
            Map.entry("stop", FinishReason.STOP),
            Map.entry("eos", FinishReason.STOP),
            Map.entry("end_turn", FinishReason.STOP),
            Map.entry("stop_sequence", FinishReason.STOP),
            Map.entry("COMPLETE", FinishReason.STOP),
            Map.entry("length", FinishReason.LENGTH),
            Map.entry("max_tokens", FinishReason.LENGTH),
            Map.entry("model_context_window_exceeded", FinishReason.LENGTH),
            Map.entry("model_length", FinishReason.LENGTH),
            Map.entry("content_filter", FinishReason.CONTENT_FILTER),
            Map.entry("sensitive", FinishReason.CONTENT_FILTER),
            Map.entry("tool_calls", FinishReason.TOOL_CALLS),
            Map.entry("function_call", FinishReason.TOOL_CALLS),
            Map.entry("tool_use", FinishReason.TOOL_CALLS));

    private static final Set<String> TROUBLE =
            Set.of("insufficient_system_resource", "network_error", "error", "aborted", "abort");

    private FinishReasons() {}

    /** Empty while the answer goes on: null, absent, "" and DashScope's four letters "null". */
    static Optional<FinishReason> of(@Nullable String raw) {
        if (raw == null || raw.isEmpty() || raw.equals("null")) {
            return Optional.empty();
        }
        return Optional.of(KNOWN.getOrDefault(raw, FinishReason.OTHER));
    }

    /** Whether the reason means that the provider broke down. */
    static boolean isTrouble(String raw) {
        return TROUBLE.contains(raw);
    }
}
