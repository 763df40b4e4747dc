package dev.parley.conversation;

import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.SendOptions;
import org.jspecify.annotations.Nullable;

/** The ranges of what users may set. */
final class Options {

    static final int MAX_PROMPT_CHARS = 8_000;
    private static final int MAX_TOKENS = 1_000_000;

    private Options() {}

    /** @throws ParleyException that names the field and its range */
    static void check(SendOptions options) {
        Double temperature = options.temperature();
        insist(temperature == null || (temperature >= 0 && temperature < 2), "temperature: must be from 0 to below 2");
        Double topP = options.topP();
        insist(topP == null || (topP > 0 && topP <= 1), "topP: must be above 0 and at most 1");
        Integer maxTokens = options.maxTokens();
        insist(
                maxTokens == null || (maxTokens >= 1 && maxTokens <= MAX_TOKENS),
                "maxTokens: must be from 1 to " + MAX_TOKENS);
    }

    /** @throws ParleyException that names the field and its range */
    static void check(ConversationOptions options) {
        check(options.send());
        String prompt = options.systemPrompt();
        insist(
                prompt == null || prompt.length() <= MAX_PROMPT_CHARS,
                "systemPrompt: must have at most " + MAX_PROMPT_CHARS + " characters");
    }

    private static void insist(boolean fits, String otherwise) {
        if (!fits) {
            throw ParleyException.explained(ErrorCode.INVALID_OPTIONS, otherwise);
        }
    }

    /** What a model is told first: the operator's words, then the user's. */
    static @Nullable String prompt(@Nullable String operators, @Nullable String users) {
        if (users == null || users.isBlank()) {
            return operators;
        }
        return operators == null ? users : operators + "\n\n" + users;
    }
}
