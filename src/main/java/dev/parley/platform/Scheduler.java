package dev.parley.platform;

import java.time.Duration;

/** Runs short tasks later. Tasks must not block: they hand longer work to an executor. */
public interface Scheduler {

    /** Runs the task once after the delay, on a timer thread. */
    Scheduled after(Duration delay, Runnable task);

    /** Runs the task again and again, with the pause between the end of one run and the start of the next. */
    Scheduled every(Duration pause, Runnable task);

    /** Milliseconds of a clock that never jumps; only differences mean something. */
    long millis();

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Scheduled {
        /** Keeps the task from starting; idempotent, does not interrupt a task that runs. */
        void cancel();
    }
}
