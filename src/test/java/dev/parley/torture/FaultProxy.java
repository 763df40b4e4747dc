package dev.parley.torture;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** Stands between a client and the server; knows bytes only. Which faults a connection meets depends on its number. */
final class FaultProxy implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 32;
    private static final int SMALL_BUFFER = 4 * 1024;

    private final Listener listener;
    private final ExecutorService threads;
    private final int target;
    private final IntFunction<List<ByteFault>> plan;
    private final BiConsumer<Integer, ByteFault> told;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param plan the faults of the connection with this number, from 0
     * @param told hears of each fault that is done, and of which connection
     */
    FaultProxy(
            ExecutorService threads,
            int target,
            IntFunction<List<ByteFault>> plan,
            BiConsumer<Integer, ByteFault> told) {
        this.threads = threads;
        this.target = target;
        this.plan = plan;
        this.told = told;
        this.listener = new Listener(threads, MOST_CONNECTIONS, this::serve);
    }

    int port() {
        return listener.port();
    }

    private void serve(Link link) throws IOException {
        int number = connections.getAndIncrement();
        List<ByteFault> faults = plan.apply(number);
        boolean slow = faults.stream()
                .anyMatch(fault -> fault.kind() == ByteFault.Kind.SLOW || fault.kind() == ByteFault.Kind.STALL);
        link.connect(target, slow ? SMALL_BUFFER : 0);
        Future<?> up = threads.submit(new Pipe(link, true, faults, false, fault -> told.accept(number, fault)));
        new Pipe(link, false, faults, false, fault -> told.accept(number, fault)).run();
        // The other direction may still be needed, but not for ever: a WebSocket has no use for half a connection.
        link.endsWithin(up.isDone() ? 0 : 1_000);
    }

    @Override
    public void close() {
        listener.close();
    }
}
