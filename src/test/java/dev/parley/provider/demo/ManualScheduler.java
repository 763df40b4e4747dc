package dev.parley.provider.demo;

import dev.parley.platform.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time passes when the test says so. */
final class ManualScheduler implements Scheduler {

    private record Task(long at, Runnable run) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    @Override
    public Scheduled after(Duration delay, Runnable run) {
        Task task = new Task(now + delay.toMillis(), run);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public Scheduled every(Duration pause, Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long millis() {
        return now;
    }

    void pass(Duration time) {
        long until = now + time.toMillis();
        while (true) {
            Task next = tasks.stream()
                    .filter(task -> task.at() <= until)
                    .min(Comparator.comparingLong(Task::at))
                    .orElse(null);
            if (next == null) {
                break;
            }
            tasks.remove(next);
            now = next.at();
            next.run().run();
        }
        now = until;
    }

    int waiting() {
        return tasks.size();
    }
}
