package dev.parley.support;

import dev.parley.platform.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands still until a test moves it. Tasks run in the moving thread. */
public final class ManualScheduler implements Scheduler {

    private static final class Task implements Scheduled {
        private final long at;
        private final Runnable action;
        private boolean cancelled;

        Task(long at, Runnable action) {
            this.at = at;
            this.action = action;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final class Repeated implements Scheduled {
        private final Duration pause;
        private final Runnable action;
        private Scheduled waiting = () -> {};
        private boolean cancelled;

        Repeated(Duration pause, Runnable action) {
            this.pause = pause;
            this.action = action;
        }

        void next() {
            waiting = after(pause, () -> {
                action.run();
                if (!cancelled) {
                    next();
                }
            });
        }

        @Override
        public void cancel() {
            cancelled = true;
            waiting.cancel();
        }
    }

    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_000;

    @Override
    public synchronized Scheduled after(Duration delay, Runnable task) {
        Task scheduled = new Task(now + delay.toMillis(), task);
        tasks.add(scheduled);
        return scheduled;
    }

    @Override
    public Scheduled every(Duration pause, Runnable task) {
        Repeated repeated = new Repeated(pause, task);
        repeated.next();
        return repeated;
    }

    @Override
    public synchronized long millis() {
        return now;
    }

    /** How many tasks wait. */
    public synchronized long waiting() {
        return tasks.stream().filter(task -> !task.cancelled).count();
    }

    /** Moves the clock, and runs what has become due, in order. */
    public void advance(Duration by) {
        long end = millis() + by.toMillis();
        for (Task due = nextDue(end); due != null; due = nextDue(end)) {
            due.action.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Task nextDue(long end) {
        Task due = tasks.stream()
                .filter(task -> !task.cancelled && task.at <= end)
                .min(Comparator.comparingLong(task -> task.at))
                .orElse(null);
        if (due != null) {
            tasks.remove(due);
            now = Math.max(now, due.at);
        }
        return due;
    }
}
