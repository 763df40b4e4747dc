package dev.parley.provider.demo.fault;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts how often the same request has come; knows the last thousand requests only. Thread-safe. */
public final class Attempts {

    private static final int MOST = 1_000;

    private final Map<Long, Integer> counts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MOST;
        }
    };

    /** The number of this attempt, from 1. */
    public synchronized int next(long request) {
        return counts.merge(request, 1, Integer::sum);
    }

    /** The next attempt is the first again. */
    public synchronized void forget(long request) {
        counts.remove(request);
    }
}
