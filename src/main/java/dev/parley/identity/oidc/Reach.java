package dev.parley.identity.oidc;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the provider may be asked: while it is away, one request at a time tries, every few seconds, and the others do not
 * keep their threads waiting. Of this node. Thread-safe.
 */
final class Reach {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Longer than one that tries can take. */
    private static final Duration TRY = Duration.ofMinutes(1);

    private final Clock clock;

    /** When it may be tried again; zero while it is there. */
    private final AtomicLong again = new AtomicLong();

    Reach(Clock clock) {
        this.clock = clock;
    }

    /** @return whether the caller may ask; if so it tells what came of it */
    boolean mayAsk() {
        long at = again.get();
        return at == 0 || at <= clock.millis() && again.compareAndSet(at, clock.millis() + TRY.toMillis());
    }

    /** Whether it was away a moment ago, or somebody is trying. */
    boolean seemsAway() {
        return again.get() > clock.millis();
    }

    void isThere() {
        again.set(0);
    }

    /** @return whether this is news */
    boolean isAway() {
        return again.getAndSet(clock.millis() + PAUSE.toMillis()) == 0;
    }
}
