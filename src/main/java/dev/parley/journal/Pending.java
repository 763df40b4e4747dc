package dev.parley.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One append that waits for its commit. Thread-safe. */
final class Pending {

    private final Append append;
    private final CompletableFuture<Long> committed = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final long sinceNanos = System.nanoTime();

    Pending(Append append) {
        this.append = append;
    }

    Append append() {
        return append;
    }

    /** Completes with the last sequence number once it is committed. */
    CompletableFuture<Long> committed() {
        return committed;
    }

    /** When it was handed in, by {@link System#nanoTime()}. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** Takes it, to commit it or to give it up; whether this call was the first. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }
}
