package dev.parley.platform;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whether this node has more to do than it can: its heap or its threads run short. Then those who want to come in are
 * told so, and those who are here go on.
 */
@ApplicationScoped
public class Load {

    private static final Logger LOG = Logger.getLogger(Load.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final BooleanSupplier threadsShort;
    private final HeapRoom heap;
    private volatile boolean isShort;
    private Scheduler.Scheduled ticking = () -> {};

    @Inject
    public Load(Threads threads) {
        this(threads, threads::areShort, HeapRoom.ofThisJvm(threads::millis));
    }

    Load(Scheduler scheduler, BooleanSupplier threadsShort, HeapRoom heap) {
        this.scheduler = scheduler;
        this.threadsShort = threadsShort;
        this.heap = heap;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Load() {
        scheduler = null;
        threadsShort = null;
        heap = null;
    }

    @PostConstruct
    void start() {
        ticking = scheduler.every(TICK, this::look);
    }

    private void look() {
        boolean threads = threadsShort.getAsBoolean();
        boolean memory = heap.look();
        boolean now = threads || memory;
        if (now != isShort) {
            isShort = now;
            LOG.log(
                    Level.WARNING,
                    now
                            ? "this node runs short of " + (memory ? "memory" : "threads") + ": it takes in nobody more"
                            : "this node takes in more again");
        }
    }

    /** Whether nobody more should come in. */
    public boolean isHigh() {
        return isShort;
    }

    @PreDestroy
    void stop() {
        ticking.cancel();
    }
}
