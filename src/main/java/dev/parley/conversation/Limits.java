package dev.parley.conversation;

import dev.parley.platform.Settings;
import org.eclipse.microprofile.config.Config;

/**
 * How much is kept.
 *
 * @param textChars {@code parley.text.max-chars}: UTF-16 length of one message of a user
 * @param messages {@code parley.conversation.messages}: in one conversation
 * @param conversationsPerOwner {@code parley.user.conversations}: of one user
 */
public record Limits(int textChars, int messages, int conversationsPerOwner) {

    static final Limits DEFAULT = new Limits(32_000, 2_000, 10_000);

    private static final int LONGEST_TEXT = 250_000;
    private static final int MOST_MESSAGES = 20_000;
    private static final int MOST_CONVERSATIONS = 1_000_000;

    /** Faulty values become faults of the settings; what is not set has its default. */
    public static Limits read(Settings settings) {
        return new Limits(
                settings.wholeNumber("parley.text.max-chars", 100, LONGEST_TEXT).orElse(DEFAULT.textChars()),
                settings.wholeNumber("parley.conversation.messages", 2, MOST_MESSAGES)
                        .orElse(DEFAULT.messages()),
                settings.wholeNumber("parley.user.conversations", 1, MOST_CONVERSATIONS)
                        .orElse(DEFAULT.conversationsPerOwner()));
    }

    static Limits of(Config config) {
        return read(Settings.of(config));
    }
}
