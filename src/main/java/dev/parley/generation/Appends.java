package dev.parley.generation;

import dev.parley.journal.Journal;
import dev.parley.platform.StorageException;
import dev.parley.protocol.Event;
import dev.parley.provider.ProviderException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What one run writes: commits are not waited for one by one, so that a busy journal can merge deltas, but only so
 * much is on its way. A slow journal so slows the reading of the provider. For one thread.
 */
final class Appends {

    /** So much may wait for its commit, in UTF-16 units and in events. */
    private static final int MOST_CHARS = 32 * 1024;

    private static final int MOST_EVENTS = 256;

    /** A database that is away longer than this loses the run; the sweep takes its generation up again. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Waiting(CompletableFuture<Long> committed, int chars) {}

    private final Journal journal;
    private final GenerationSpec spec;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int chars;

    Appends(Journal journal, GenerationSpec spec) {
        this.journal = journal;
        this.spec = spec;
    }

    /** @throws RuntimeException what an earlier append failed with */
    void add(Event... events) {
        while (!waiting.isEmpty()
                && (waiting.peekFirst().committed().isDone() || chars > MOST_CHARS || waiting.size() >= MOST_EVENTS)) {
            awaitFirst();
        }
        int length = 0;
        for (Event event : events) {
            length += event instanceof Event.Text text ? text.text().length() : 0;
        }
        waiting.addLast(new Waiting(journal.append(spec.conversationId(), List.of(events), spec.fence()), length));
        chars += length;
    }

    /** Waits until everything is committed. */
    void flush() {
        while (!waiting.isEmpty()) {
            awaitFirst();
        }
    }

    private void awaitFirst() {
        Waiting first = waiting.removeFirst();
        chars -= first.chars();
        try {
            first.committed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new StorageException("the journal did not commit in " + PATIENCE, true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.interrupted(e);
        }
    }
}
