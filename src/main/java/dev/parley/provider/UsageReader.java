package dev.parley.provider;

import dev.parley.protocol.Usage;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Token counts in any dialect and place (docs/providers.md 3). */
final class UsageReader {

    private UsageReader() {}

    /** The counts in a chunk: at its top, in its choice, or under Groq's own name. */
    static Optional<Usage> find(JsonObject chunk, @Nullable JsonObject choice) {
        Optional<Usage> usage = read(chunk.get("usage"));
        if (usage.isEmpty() && choice != null) {
            usage = read(choice.get("usage"));
        }
        if (usage.isEmpty() && chunk.get("x_groq") instanceof JsonObject groq) {
            usage = read(groq.get("usage"));
        }
        return usage;
    }

    private static Optional<Usage> read(@Nullable JsonValue value) {
        if (!(value instanceof JsonObject usage)) {
            return Optional.empty();
        }
        long input = count(usage, "input_tokens", "prompt_tokens");
        long output = count(usage, "output_tokens", "completion_tokens");
        long total = count(usage, "total_tokens", "total_tokens");
        if (input + output + total == 0) {
            return Optional.empty();
        }
        return Optional.of(new Usage(input, output, reasoning(usage), total > 0 ? total : input + output));
    }

    private static long reasoning(JsonObject usage) {
        for (String name : new String[] {"output_tokens_details", "completion_tokens_details"}) {
            if (usage.get(name) instanceof JsonObject details) {
                return count(details, "reasoning_tokens", "reasoning_tokens");
            }
        }
        return 0;
    }

    private static long count(JsonObject usage, String name, String otherName) {
        JsonValue value = usage.containsKey(name) ? usage.get(name) : usage.get(otherName);
        return value instanceof JsonNumber number ? Math.max(0, number.longValue()) : 0;
    }
}
