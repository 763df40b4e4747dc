package dev.parley.conversation;

/**
 * How much is kept.
 *
 * @param textChars UTF-16 length of one message of a user
 * @param messages in one conversation
 * @param conversationsPerOwner of one user
 */
record Limits(int textChars, int messages, int conversationsPerOwner) {
    static final Limits DEFAULT = new Limits(32_000, 2_000, 10_000);
}
