package dev.parley.platform;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A task that blocks and is repeated: the timer hands it to an executor, and skips a turn while the one before still
 * runs. What it throws is logged, a database that is away only quietly, because whoever needs it says so.
 */
public final class Background {

    private static final Logger LOG = Logger.getLogger(Background.class.getName());

    private final String name;
    private final Runnable task;
    private final Executor executor;
    private final AtomicBoolean running = new AtomicBoolean();
    private final Scheduler.Scheduled schedule;

    public Background(String name, Duration pause, Runnable task, Executor executor, Scheduler scheduler) {
        this.name = name;
        this.task = task;
        this.executor = executor;
        this.schedule = scheduler.every(pause, this::now);
    }

    /** Runs it now, unless it is running. From any thread; does not block. */
    public void now() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            running.set(false);
            LOG.log(Level.FINE, e, () -> "no thread for " + name);
        }
    }

    private void run() {
        try {
            task.run();
        } catch (StorageException e) {
            LOG.log(Level.FINE, e, () -> name + " has to wait for the database");
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, e, () -> name + " failed");
        } finally {
            running.set(false);
        }
    }

    public void cancel() {
        schedule.cancel();
    }
}
