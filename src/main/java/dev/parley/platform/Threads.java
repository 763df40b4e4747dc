package dev.parley.platform;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The application's threads: a pool for work that blocks (reading a provider, closing a socket) and a timer.
 *
 * <p>Threads come from the server's {@code DefaultManagedThreadFactory}, so that they carry the application's
 * context; the default managed executors are not used because their sizes differ too much between servers. From
 * JDK 24 on the blocking pool consists of virtual threads (earlier ones pin their carrier inside
 * {@code synchronized}).
 */
@ApplicationScoped
public class Threads implements Scheduler {

    /** More blocking tasks at once than this are refused. */
    public static final int MAX_BLOCKING = 4_096;

    /** So many are kept for those who are here already. */
    private static final int SPARE = 256;

    private static final Logger LOG = Logger.getLogger(Threads.class.getName());
    private static final int TIMER_THREADS = 2;
    private static final int FIRST_JDK_WITHOUT_PINNING = 24;

    private ThreadFactory exits;
    private ExecutorService blocking;
    private ScheduledThreadPoolExecutor timer;

    /** For CDI: the executors are made once the bean is in service. */
    public Threads() {}

    /** For use outside a container. */
    public Threads(ThreadFactory factory) {
        open(factory, factory, MAX_BLOCKING);
    }

    /** Makes the threads: to be called first while the application starts, in a thread that has its context. */
    public void start() {
        LOG.log(Level.FINE, "threads are ready");
    }

    @PostConstruct
    @SuppressWarnings("NullAway.Init") // by the other open, or not at all
    void open() {
        try {
            ThreadFactory managed = InitialContext.doLookup("java:comp/DefaultManagedThreadFactory");
            ContextService contexts = InitialContext.doLookup("java:comp/DefaultContextService");
            // A managed thread gets the context of whatever thread happens to need it, which may be one without any:
            // so each one runs in the context that is there now, while the application starts.
            Executor application = contexts.currentContextExecutor();
            ThreadFactory workers =
                    VirtualThreads.available(FIRST_JDK_WITHOUT_PINNING) ? VirtualThreads.factory("parley-") : managed;
            open(inside(application, managed), inside(application, workers), MAX_BLOCKING);
        } catch (NamingException e) {
            throw new IllegalStateException("the server offers no DefaultManagedThreadFactory or ContextService", e);
        }
    }

    private static ThreadFactory inside(Executor context, ThreadFactory factory) {
        return task -> factory.newThread(() -> context.execute(task));
    }

    private void open(ThreadFactory timers, ThreadFactory workers, int most) {
        exits = timers;
        blocking = new ThreadPoolExecutor(0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), workers);
        timer = new ScheduledThreadPoolExecutor(TIMER_THREADS, timers);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @PreDestroy
    public void close() {
        timer.shutdownNow();
        blocking.shutdownNow();
    }

    /**
     * Runs the task when the process is asked to end, beside what the server does then: some servers tell an application
     * only after its sockets are closed and its classes cannot be loaded any more.
     *
     * @return forgets it, for an application that ends before the process does; idempotent
     */
    public Runnable atExit(Runnable task) {
        Thread hook = exits.newThread(logged(task));
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.log(Level.FINE, "the process is ending", e);
            }
        };
    }

    /**
     * The pool for work that blocks. Its {@code execute} throws {@link RejectedExecutionException} when
     * {@value #MAX_BLOCKING} tasks run. Cancel a task by interrupting its thread ({@code Future.cancel(true)}).
     */
    public ExecutorService blocking() {
        return blocking;
    }

    /** For a library that makes its own executor. */
    ThreadFactory factory() {
        return exits;
    }

    /** Whether hardly any blocking task more could run. */
    public boolean areShort() {
        return blocking instanceof ThreadPoolExecutor pool && pool.getActiveCount() > MAX_BLOCKING - SPARE;
    }

    @Override
    public Scheduled after(Duration delay, Runnable task) {
        ScheduledFuture<?> future = timer.schedule(logged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public Scheduled every(Duration pause, Runnable task) {
        long nanos = pause.toNanos();
        ScheduledFuture<?> future = timer.scheduleWithFixedDelay(logged(task), nanos, nanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public long millis() {
        return System.nanoTime() / 1_000_000;
    }

    /** A timer swallows what its tasks throw and stops repeating them: here it is logged and goes on. */
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.SEVERE, "a scheduled task failed", e);
            }
        };
    }
}
