package dev.parley.platform;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the heap runs short: it is nearly full for some seconds, and a collection does not help. What is used counts
 * garbage too, so before anybody is turned away the JVM is asked, now and then, to collect it. Not thread-safe.
 */
final class HeapRoom {

    /** From here on it is suspected. */
    static final double NEARLY_FULL = 0.90;

    /** From here on there is room again. */
    static final double ROOMY = 0.85;

    static final Duration SUSPICION = Duration.ofSeconds(5);
    static final Duration BETWEEN_COLLECTIONS = Duration.ofMinutes(1);

    private final LongSupplier used;
    private final long most;
    private final LongSupplier millis;
    private final Runnable collect;
    private long roomyAt;
    private long collectedAt;
    private boolean isShort;

    /** @param most bytes the heap may grow to */
    HeapRoom(LongSupplier used, long most, LongSupplier millis, Runnable collect) {
        this.used = used;
        this.most = most;
        this.millis = millis;
        this.collect = collect;
        this.roomyAt = millis.getAsLong();
        this.collectedAt = roomyAt - BETWEEN_COLLECTIONS.toMillis();
    }

    static HeapRoom ofThisJvm(LongSupplier millis) {
        Runtime runtime = Runtime.getRuntime();
        return new HeapRoom(
                () -> runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), millis, System::gc);
    }

    /** Looks at it; to be called about once a second. */
    boolean look() {
        long now = millis.getAsLong();
        double share = share();
        if (share < (isShort ? ROOMY : NEARLY_FULL)) {
            roomyAt = now;
            isShort = false;
        } else if (!isShort && now - roomyAt >= SUSPICION.toMillis()) {
            suspect(now);
        }
        return isShort;
    }

    private void suspect(long now) {
        if (now - collectedAt >= BETWEEN_COLLECTIONS.toMillis()) {
            collectedAt = now;
            collect.run();
            isShort = share() >= ROOMY;
        }
    }

    private double share() {
        return (double) used.getAsLong() / most;
    }
}
