package dev.parley.provider.demo.wire;

/** Tokens so far; output includes reasoning. */
public record Usage(int input, int reasoning, int text) {

    public int output() {
        return reasoning + text;
    }

    public int total() {
        return input + output();
    }

    Usage plus(Delta delta) {
        return new Usage(input, reasoning + delta.reasoningTokens(), text + delta.textTokens());
    }
}
