package dev.parley.journal;

import dev.parley.platform.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What is measured of the journal and of those who read it. Thread-safe; nothing here is done once per event. */
final class JournalMeters {

    private final Timer append;
    private final Timer commit;
    private final DistributionSummary batchSize;
    private final Counter commitFailures;
    private final Counter readerGaps;
    private final Counter cacheGaps;
    private final Counter recovered;
    private final Counter reset;
    private final Timer resume;
    private final AtomicInteger subscriptions = new AtomicInteger();

    JournalMeters(MeterRegistry registry) {
        append = Metric.APPEND_DURATION.timer(registry);
        commit = Metric.COMMIT_DURATION.timer(registry);
        batchSize = Metric.BATCH_SIZE.summary(registry);
        commitFailures = Metric.COMMIT_FAILURES.counter(registry);
        readerGaps = Metric.GAPS.counter(registry, "reader");
        cacheGaps = Metric.GAPS.counter(registry, "cache");
        recovered = Metric.RESUMES.counter(registry, "recovered");
        reset = Metric.RESUMES.counter(registry, "reset");
        resume = Metric.RESUME_DURATION.timer(registry);
        Metric.SUBSCRIPTIONS.gauge(registry, subscriptions::get);
    }

    /**
     * A batch is in the database.
     *
     * @param size appends in it
     * @param waitedNanos the longest that one of them waited
     */
    void committed(int size, long commitNanos, long waitedNanos) {
        commit.record(commitNanos, TimeUnit.NANOSECONDS);
        append.record(waitedNanos, TimeUnit.NANOSECONDS);
        batchSize.record(size);
    }

    void commitFailed() {
        commitFailures.increment();
    }

    /** A reader begins; to be followed by {@link #left()}. */
    void follows() {
        subscriptions.incrementAndGet();
    }

    void left() {
        subscriptions.decrementAndGet();
    }

    /** A reader came back with a cursor. */
    void resumed(boolean good, long nanos) {
        (good ? recovered : reset).increment();
        resume.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A reader that followed is too far behind, or its journal is another one. */
    void readerFoundGap() {
        readerGaps.increment();
    }

    /** A conversation in memory is not as far as the database. */
    void cacheFoundGap() {
        cacheGaps.increment();
    }
}
