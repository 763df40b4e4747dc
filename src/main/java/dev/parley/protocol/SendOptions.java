package dev.parley.protocol;

import org.jspecify.annotations.Nullable;

/** What a user sets for one answer; null leaves it to the model's configuration. */
public record SendOptions(
        @Nullable Boolean thinking,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens) {

    public static final SendOptions NONE = new SendOptions(null, null, null, null);
}
