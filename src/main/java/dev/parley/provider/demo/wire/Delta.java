package dev.parley.provider.demo.wire;

import java.time.Duration;

/** Some tokens that are sent together, and the pause before them. Reasoning and text are never both there. */
public record Delta(Duration pause, String reasoning, String text, int tokens) {

    public Delta after(Duration otherPause) {
        return new Delta(otherPause, reasoning, text, tokens);
    }

    boolean isReasoning() {
        return !reasoning.isEmpty();
    }

    int reasoningTokens() {
        return isReasoning() ? tokens : 0;
    }

    int textTokens() {
        return isReasoning() ? 0 : tokens;
    }
}
