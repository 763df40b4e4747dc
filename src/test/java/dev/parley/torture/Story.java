package dev.parley.torture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What happened in one seed's run, in order; the oldest lines give way. Thread-safe. */
final class Story {

    private static final int MOST = 5_000;

    private final long start = System.nanoTime();
    private final Deque<String> lines = new ArrayDeque<>();
    private int dropped;

    synchronized void tell(String line) {
        if (lines.size() == MOST) {
            lines.removeFirst();
            dropped++;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        lines.addLast(String.format(Locale.ROOT, "%8.3f s  %s", seconds, line));
    }

    synchronized List<String> last(int count) {
        List<String> all = new ArrayList<>(lines);
        return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
    }

    synchronized String whole() {
        String head = dropped == 0 ? "" : dropped + " earlier lines left out\n";
        return head + String.join("\n", lines) + "\n";
    }
}
