package dev.parley.journal;

import dev.parley.platform.Settings;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * How the journal is kept.
 *
 * @param cache of conversations
 * @param compactAfter so long the single pieces of an answer that has ended are kept for readers that come back
 * @param compactionPause between two looks at what is to be compacted
 * @param doorbell whether nodes notify each other
 * @param poll how often other nodes' writing is looked for where no doorbell rings
 * @param bells threads that ring those who follow; 0 rings in the thread that commits, which then waits for them
 */
public record JournalSettings(
        CacheBounds cache,
        Duration compactAfter,
        Duration compactionPause,
        boolean doorbell,
        Duration poll,
        int bells) {

    private static final Duration COMPACTION_PAUSE = Duration.ofSeconds(2);

    public static final JournalSettings DEFAULT = new JournalSettings(
            CacheBounds.DEFAULT,
            Duration.ofMinutes(10),
            COMPACTION_PAUSE,
            true,
            Duration.ofMillis(250),
            Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors())));

    /** Faulty values become faults of the settings; what is not set has its default. */
    public static JournalSettings read(Settings settings) {
        return new JournalSettings(
                new CacheBounds(
                        settings.wholeNumber("parley.cache.conversations", 1, 1_000_000)
                                .orElse(DEFAULT.cache.conversations()),
                        Duration.ofHours(settings.wholeNumber("parley.cache.hours", 1, 24 * 365)
                                .orElse((int) DEFAULT.cache.unused().toHours())),
                        DEFAULT.cache.tailEvents()),
                settings.millis("parley.journal.compact-after-ms").orElse(DEFAULT.compactAfter),
                COMPACTION_PAUSE,
                settings.flag("parley.journal.doorbell").orElse(DEFAULT.doorbell),
                settings.millis("parley.journal.poll-ms").orElse(DEFAULT.poll),
                DEFAULT.bells);
    }

    static JournalSettings of(Config config) {
        return Settings.checked(config, JournalSettings::read);
    }
}
