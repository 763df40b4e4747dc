package dev.parley.conversation;

/**
 * How much is kept.
 *
 * @param textChars UTF-16 length of one message of a user
 * @param messages in one conversation
 * @param conversationsPerOwner of one user
 * @param conversations in all; beyond, the ones longest unused make room
 */
record Limits(int textChars, int messages, int conversationsPerOwner, int conversations) {
    static final Limits DEFAULT = new Limits(32_000, 2_000, 1_000, 20_000);
}
