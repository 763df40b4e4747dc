package dev.parley.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test sets. */
public final class SteppingClock extends Clock {

    private final AtomicLong millis;

    public SteppingClock(long millis) {
        this.millis = new AtomicLong(millis);
    }

    public void forward(long by) {
        millis.addAndGet(by);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }
}
