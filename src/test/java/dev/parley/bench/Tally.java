package dev.parley.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What the readers have seen. Thread-safe. */
final class Tally {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Recorder latencies = new Recorder(LONGEST_NANOS, 3);
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final Map<String, Long> faults = new TreeMap<>();

    void token(long nanos) {
        latencies.recordValue(Math.min(Math.max(nanos, 0), LONGEST_NANOS));
        tokens.incrementAndGet();
    }

    void frame() {
        frames.incrementAndGet();
    }

    void answer() {
        answers.incrementAndGet();
    }

    void fault(String what) {
        synchronized (faults) {
            faults.merge(what, 1L, Long::sum);
        }
    }

    Map<String, Long> faults() {
        synchronized (faults) {
            return new TreeMap<>(faults);
        }
    }

    /** All that was seen since the last call. */
    Seen take() {
        return new Seen(
                latencies.getIntervalHistogram(), tokens.getAndSet(0), frames.getAndSet(0), answers.getAndSet(0));
    }

    record Seen(Histogram latencies, long tokens, long frames, long answers) {

        /** @param percentile 0 to 100 */
        double millis(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1e6;
        }
    }
}
