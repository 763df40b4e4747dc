package dev.parley.protocol;

/** Tokens of one answer as the provider counted them; output includes reasoning. */
public record Usage(long inputTokens, long outputTokens, long reasoningTokens, long totalTokens) {}
