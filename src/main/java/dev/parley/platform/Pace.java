package dev.parley.platform;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * How long something may be put off so that more of it comes together: not at all while there is little, a while when
 * there is much. Measures how much there is. Thread-safe.
 */
public final class Pace {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The rate is that of about so long. */
    private static final double MEMORY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** What comes within so long is counted together. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final double fewPerSecond;
    private final double manyPerSecond;
    private final long longestNanos;
    private final LongAdder counted = new LongAdder();
    private final AtomicBoolean measuring = new AtomicBoolean();
    private volatile long measuredAt = System.nanoTime();
    private volatile double perSecond;
    private volatile long windowNanos;

    /**
     * @param fewPerSecond up to so many in a second nothing waits
     * @param manyPerSecond from so many in a second on the window is the longest
     */
    public Pace(double fewPerSecond, double manyPerSecond, Duration longest) {
        this.fewPerSecond = fewPerSecond;
        this.manyPerSecond = manyPerSecond;
        this.longestNanos = longest.toNanos();
    }

    /** @param now {@link System#nanoTime()} */
    public void took(int count, long now) {
        counted.add(count);
        if (now - measuredAt >= STEP_NANOS && measuring.compareAndSet(false, true)) {
            try {
                measure(now);
            } finally {
                measuring.set(false);
            }
        }
    }

    private void measure(long now) {
        double nanos = now - measuredAt;
        if (nanos >= STEP_NANOS) {
            double rate = counted.sumThenReset() * NANOS / nanos;
            double known = perSecond;
            double next = known + (1 - Math.exp(-nanos / MEMORY_NANOS)) * (rate - known);
            double share = (next - fewPerSecond) / (manyPerSecond - fewPerSecond);
            windowNanos = (long) (Math.max(0, Math.min(1, share)) * longestNanos);
            perSecond = next;
            measuredAt = now;
        }
    }

    /**
     * Waits until the next time is due; an interrupt ends the wait and is kept.
     *
     * @param last when it was the last time, by {@link System#nanoTime()}
     */
    public void awaitAfter(long last) {
        long wait = windowNanos - (System.nanoTime() - last);
        if (wait > 0) {
            LockSupport.parkNanos(wait);
        }
    }

    /** How long after the last time the next one is due. */
    public long windowNanos() {
        return windowNanos;
    }
}
