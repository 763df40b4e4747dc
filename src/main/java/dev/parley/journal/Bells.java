package dev.parley.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Rings doorbells in threads of their own, so that neither a commit nor another conversation waits for a socket. A
 * conversation is always rung by the same thread, and waits at most once.
 */
final class Bells implements Consumer<ConversationLog> {

    private static final int THREADS =
            Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));

    private final List<BlockingQueue<ConversationLog>> queues = new ArrayList<>();

    /** @param count of threads; with 0 it is the caller's */
    Bells(ExecutorService threads, int count) {
        for (int i = 0; i < count; i++) {
            BlockingQueue<ConversationLog> queue = new LinkedBlockingQueue<>();
            queues.add(queue);
            threads.execute(() -> ring(queue));
        }
    }

    @Override
    public void accept(ConversationLog log) {
        if (queues.isEmpty()) {
            log.ring();
        } else {
            queues.get(Math.floorMod(log.id().hashCode(), queues.size())).add(log);
        }
    }

    /** Until the thread is interrupted, when its executor is closed. */
    private static void ring(BlockingQueue<ConversationLog> queue) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                queue.take().ring();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
