package dev.parley.torture;

import dev.parley.support.ServerProcess;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Kills the server and starts it again; all conversations that are running share that. */
final class Kills implements AutoCloseable {

    private final ServerProcess server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong downNanos = new AtomicLong();
    private volatile long downSince;
    private volatile RuntimeException failure;

    Kills(ServerProcess server) {
        this.server = server;
    }

    int count() {
        return count.get();
    }

    /** How long the server was down in all. */
    long downMillis() {
        long since = downSince;
        long now = since == 0 ? 0 : System.nanoTime() - since;
        return TimeUnit.NANOSECONDS.toMillis(downNanos.get() + now);
    }

    /** Does it soon, and does not wait for it; while it is being done, it is not done again. */
    void kill(long seed) {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        count.incrementAndGet();
        downSince = System.nanoTime();
        thread.execute(() -> {
            try {
                System.out.println("seed " + seed + " kills the server");
                server.kill();
                server.start();
            } catch (RuntimeException e) {
                failure = e;
            } finally {
                downNanos.addAndGet(System.nanoTime() - downSince);
                downSince = 0;
                busy.set(false);
            }
        });
    }

    /** @throws RuntimeException if the server did not come back */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
