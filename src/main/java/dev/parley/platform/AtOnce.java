package dev.parley.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each user, or each address, has at once, up to a limit. Thread-safe; keeps nobody who has none. */
public final class AtOnce {

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final int most;

    /** @param most for each; zero for no limit */
    public AtOnce(int most) {
        this.most = most;
    }

    /** Takes a place, to be given back by {@link #leave}; false if there is none. */
    public boolean enter(String who) {
        if (most == 0) {
            return true;
        }
        boolean[] entered = new boolean[1];
        counts.compute(who, (key, count) -> {
            int now = count == null ? 0 : count;
            entered[0] = now < most;
            return entered[0] ? now + 1 : count;
        });
        return entered[0];
    }

    /** Gives a place back. */
    public void leave(String who) {
        counts.computeIfPresent(who, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Whether {@link #enter} would succeed at this moment. */
    public boolean hasRoom(String who) {
        return most == 0 || counts.getOrDefault(who, 0) < most;
    }
}
