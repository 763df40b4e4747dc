package dev.parley.provider.demo.wire;

import dev.parley.provider.demo.talk.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed all checks.
 *
 * @param turns the conversation up to the last message of the user
 * @param prefix the beginning of the answer, when it is to be continued (partial mode)
 * @param streaming events, or one JSON body
 */
public record ChatRequest(
        Dialect dialect,
        DemoModel model,
        List<Turn> turns,
        @Nullable String prefix,
        boolean streaming,
        Options options) {

    public ChatRequest {
        turns = List.copyOf(turns);
    }

    public ChatRequest withOptions(Options changed) {
        return new ChatRequest(dialect, model, turns, prefix, streaming, changed);
    }

    /** The user's messages; those that only carry a tool's result count as such. */
    public List<String> userMessages() {
        return turns.stream()
                .filter(turn -> !turn.role().equals("assistant") && !turn.role().equals("system"))
                .map(Turn::text)
                .toList();
    }

    /** An estimate: the tokens of all messages, some for each message's frame, and the prefix. */
    public int inputTokens() {
        int frames = 4 * turns.size();
        int texts = turns.stream().mapToInt(turn -> Tokens.count(turn.text())).sum();
        return frames + texts + (prefix == null ? 0 : Tokens.count(prefix));
    }
}
