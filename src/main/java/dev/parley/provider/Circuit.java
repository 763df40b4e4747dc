package dev.parley.provider;

import dev.parley.platform.Scheduler;
import dev.parley.protocol.CircuitView;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker seen from beside: MicroProfile cannot be asked for a breaker's state, but what it lets through, how
 * that ends, and what it refuses can be seen. Thread-safe.
 *
 * <p>Notes: a breaker opens at the moment of a failure, so the first refusal tells that it opened with the last one,
 * and when it will be half-open. Calls that were under way when it opened may have failed later than that: then the
 * time told is too long, until a call is let through. An {@code era} lasts as long as a state; what began in an earlier
 * one neither closes nor opens the breaker, and so it is here.
 */
final class Circuit {

    /** A half-open breaker is busy with its trials: look again after this. */
    static final Duration TRIAL_PAUSE = Duration.ofSeconds(1);

    /** The breaker's own clock started a little later than this one. */
    static final Duration MARGIN = Duration.ofMillis(100);

    /**
     * The breaker's figures.
     *
     * @param delay how long it stays open
     * @param successes how many trials must succeed before it closes
     */
    record Figures(Duration delay, int successes) {}

    private enum Phase {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    private final Scheduler scheduler;
    private final Figures figures;
    private final Runnable changed;
    private Phase phase = Phase.CLOSED;
    private long era;
    private int trials;
    private int successes;
    private long halfOpensAt;
    private Scheduler.Scheduled timer = () -> {};

    /** @param changed told after each change of state, in the thread that saw it, which must not be held up */
    Circuit(Scheduler scheduler, Figures figures, Runnable changed) {
        this.scheduler = scheduler;
        this.figures = figures;
        this.changed = changed;
        this.halfOpensAt = scheduler.millis();
    }

    /** Makes a call that the breaker has let through, and sees how it ends. */
    <T> T watch(Supplier<T> call) {
        long begun = letThrough();
        boolean down = false;
        try {
            return call.get();
        } catch (ProviderException.Down e) {
            down = true;
            throw e;
        } finally {
            ended(begun, down);
        }
    }

    private long letThrough() {
        boolean early;
        long begun;
        synchronized (this) {
            early = phase == Phase.OPEN;
            if (early) {
                halfOpensAt = scheduler.millis();
                enter(Phase.HALF_OPEN);
            }
            trials++;
            begun = era;
        }
        tellIf(early);
        return begun;
    }

    /** Whatever is not {@code Down} counts as a success, as in the breaker. */
    private void ended(long begun, boolean down) {
        boolean change = false;
        synchronized (this) {
            if (down && phase != Phase.OPEN) {
                halfOpensAt = scheduler.millis() + figures.delay().toMillis();
            }
            if (begun == era) {
                trials--;
                successes += down ? 0 : 1;
                if (phase == Phase.HALF_OPEN && (down || successes >= figures.successes())) {
                    enter(down ? Phase.OPEN : Phase.CLOSED);
                    change = true;
                }
            }
        }
        tellIf(change);
    }

    /** The breaker has refused a call; when to come again. */
    Duration refused() {
        boolean change;
        Duration wait;
        synchronized (this) {
            Phase before = phase;
            Duration left = left();
            if (before == Phase.CLOSED || (before == Phase.HALF_OPEN && trials == 0 && !left.isZero())) {
                enter(left.isZero() ? Phase.HALF_OPEN : Phase.OPEN);
            }
            change = phase != before;
            wait = phase == Phase.OPEN && !left.isZero() ? left.plus(MARGIN) : TRIAL_PAUSE;
        }
        tellIf(change);
        return wait;
    }

    /** What is told of it; null while it is closed. */
    synchronized @Nullable CircuitView view() {
        if (phase == Phase.CLOSED) {
            return null;
        }
        Duration left = left();
        return phase == Phase.OPEN && !left.isZero() ? CircuitView.open(left) : CircuitView.halfOpen();
    }

    /** Whether a call would be refused now. */
    synchronized boolean isOpen() {
        return phase == Phase.OPEN && !left().isZero();
    }

    private Duration left() {
        return Duration.ofMillis(Math.max(0, halfOpensAt - scheduler.millis()));
    }

    private void enter(Phase next) {
        phase = next;
        era++;
        trials = 0;
        successes = 0;
        timer.cancel();
        if (next == Phase.OPEN) {
            long opened = era;
            timer = scheduler.after(left(), () -> delayIsOver(opened));
        }
    }

    private void delayIsOver(long opened) {
        boolean change;
        synchronized (this) {
            change = opened == era;
            if (change) {
                enter(Phase.HALF_OPEN);
            }
        }
        tellIf(change);
    }

    private void tellIf(boolean change) {
        if (change) {
            changed.run();
        }
    }
}
