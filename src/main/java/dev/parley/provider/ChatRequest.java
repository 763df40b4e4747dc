package dev.parley.provider;

import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.trace.AnswerTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param system the system prompt, or null
 * @param turns the conversation, oldest first; the last one is the user's
 * @param prefix the beginning of the answer, to be continued byte for byte; empty for a new answer
 * @param trace hears of each request that is made for it
 */
public record ChatRequest(
        ModelSpec model,
        @Nullable String system,
        List<Turn> turns,
        String prefix,
        SendOptions options,
        AnswerTrace trace) {

    /** How a model is asked for a title; what it is for follows. The demo model knows it too. */
    public static final String TITLE_PROMPT =
            "Write a title of at most eight words for the conversation that begins with"
                    + " the following question and answer, in the language of the question. Reply with the title only.";

    public ChatRequest {
        turns = List.copyOf(turns);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("a request needs at least one message");
        }
    }

    /** One that nobody traces. */
    public ChatRequest(ModelSpec model, @Nullable String system, List<Turn> turns, String prefix, SendOptions options) {
        this(model, system, turns, prefix, options, AnswerTrace.NONE);
    }

    /** The same question, traced. */
    public ChatRequest tracedBy(AnswerTrace answer) {
        return new ChatRequest(model, system, turns, prefix, options, answer);
    }

    /** The same question, the answer to be continued from there. */
    public ChatRequest withPrefix(String other) {
        return new ChatRequest(model, system, turns, other, options, trace);
    }

    /** The same question to another model; what the user has chosen stands as far as that model can do it. */
    public ChatRequest to(ModelSpec other) {
        return new ChatRequest(other, system, turns, prefix, options, trace);
    }

    /** One message of the context. */
    public record Turn(Role role, String text) {}
}
