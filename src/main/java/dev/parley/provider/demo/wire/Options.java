package dev.parley.provider.demo.wire;

import java.util.List;

/**
 * What a request asks for besides an answer.
 *
 * @param incremental each event holds only what is new; otherwise the whole text so far
 * @param plainText {@code result_format} is {@code text} (native only)
 * @param thinking reasoning comes before the answer
 * @param thinkingBudget most tokens of reasoning
 * @param maxTokens most tokens of the answer, reasoning not counted
 * @param stop texts before which the answer ends
 * @param choices how many answers, {@code n}
 * @param includeUsage a usage chunk ends the stream (compatible only)
 */
public record Options(
        boolean incremental,
        boolean plainText,
        boolean thinking,
        int thinkingBudget,
        int maxTokens,
        List<String> stop,
        int choices,
        boolean includeUsage) {

    public Options {
        stop = List.copyOf(stop);
    }

    public Options withMaxTokens(int most) {
        return new Options(incremental, plainText, thinking, thinkingBudget, most, stop, choices, includeUsage);
    }

    public Options cumulative() {
        return new Options(false, plainText, thinking, thinkingBudget, maxTokens, stop, choices, includeUsage);
    }
}
