package dev.parley.torture;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happened, by name. */
final class Tally {

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    void count(String name) {
        counts.computeIfAbsent(name, absent -> new LongAdder()).increment();
    }

    long of(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    String table() {
        StringBuilder table = new StringBuilder();
        counts.forEach((name, count) -> table.append(String.format("  %-44s %,10d%n", name, count.sum())));
        return table.toString();
    }
}
