package dev.parley.provider.demo.wire;

import dev.parley.provider.demo.talk.Seed;
import java.time.Duration;

/**
 * How fast the model is: 0.3 to 0.6 s to the first token, then about 35 tokens a second in groups of one to four; very
 * long answers faster, so that each ends within four minutes. The same answer always has the same pace.
 */
public record Pace(double factor, Seed seed, double millisPerToken, int mostTokens) {

    private static final double MILLIS_PER_TOKEN = 28;
    private static final double LONGEST_MILLIS = 240_000;
    private static final int GROUP = 4;

    /** @param factor 1 for a model's pace, 0 for no pauses */
    public static Pace of(double factor, Seed seed, int tokens) {
        double millis = Math.min(MILLIS_PER_TOKEN, LONGEST_MILLIS / Math.max(1, tokens));
        int group = (int) Math.ceil(GROUP * MILLIS_PER_TOKEN / millis);
        return new Pace(factor, seed, millis, group);
    }

    Duration beforeFirst() {
        return millis(300 + seed.below(300, 11));
    }

    Duration before(int tokens) {
        return millis(tokens * millisPerToken);
    }

    /** How many tokens the event with this number holds; the first holds one. */
    int group(int event) {
        return event == 0 ? 1 : 1 + seed.below(mostTokens, 100L + event);
    }

    /** The time a whole answer takes that is not streamed. */
    public Duration whole(Completion completion) {
        return beforeFirst().plus(before(completion.usage().output()));
    }

    private Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * factor * 1_000_000));
    }
}
