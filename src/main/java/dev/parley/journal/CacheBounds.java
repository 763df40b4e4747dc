package dev.parley.journal;

import java.time.Duration;

/**
 * How many conversations stay in memory (row C1). One that somebody follows stays in any case.
 *
 * @param conversations at most, of usual length; a very long one counts as several
 * @param unused so long a conversation stays that nobody uses
 * @param tailEvents so many events of each are kept for readers that are behind
 */
public record CacheBounds(int conversations, Duration unused, int tailEvents) {
    public static final CacheBounds DEFAULT = new CacheBounds(1_000, Duration.ofHours(24), 8_192);
}
