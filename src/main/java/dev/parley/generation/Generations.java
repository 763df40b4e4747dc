package dev.parley.generation;

import dev.parley.journal.Journal;
import dev.parley.platform.Capacity;
import dev.parley.platform.Threads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.provider.ModelGateway;
import dev.parley.provider.Models;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/** The answers that this node is writing. Thread-safe. */
@ApplicationScoped
public class Generations {

    private static final Logger LOG = Logger.getLogger(Generations.class.getName());

    private final Map<String, GenerationRun> running = new ConcurrentHashMap<>();
    private final Set<String> reserved = ConcurrentHashMap.newKeySet();
    private final Object ends = new Object();
    private final List<Consumer<GenerationSpec>> completed = new CopyOnWriteArrayList<>();
    private final Journal journal;
    private final Opener models;
    private final Fallbacks fallbacks;
    private final Threads threads;
    private final RetrySchedule retries;
    private final int most;
    private volatile boolean leaving;

    @Inject
    public Generations(Journal journal, ModelGateway gateway, Models models, Threads threads, Config config) {
        this(
                journal,
                gateway::open,
                models::fallbackFor,
                threads,
                Capacity.of(config).generations(),
                new RetrySchedule(
                        RetrySchedule.ATTEMPTS, RetrySchedule.BASE, RetrySchedule.CAP, () -> ThreadLocalRandom.current()
                                .nextDouble()));
    }

    Generations(Journal journal, Opener models, Fallbacks fallbacks, Threads threads, int most, RetrySchedule retries) {
        this.journal = journal;
        this.models = models;
        this.fallbacks = fallbacks;
        this.threads = threads;
        this.most = most;
        this.retries = retries;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Generations() {
        journal = null;
        models = null;
        fallbacks = null;
        threads = null;
        retries = null;
        most = 0;
    }

    @PostConstruct
    void listen() {
        journal.doorbell().onClaimed(this::lose);
    }

    /**
     * Fails early where {@link #start} would fail.
     *
     * @throws ParleyException if this node writes as many answers as it may, or is about to stop
     */
    public void checkRoom() {
        if (leaving) {
            throw new ParleyException(ErrorCode.SERVER_RESTARTING, "this node is stopping");
        }
        if (!hasRoom()) {
            throw new ParleyException(
                    ErrorCode.TOO_MANY_GENERATIONS, most + " answers are being written (parley.generations.max)");
        }
    }

    boolean hasRoom() {
        return !leaving && running.size() + reserved.size() < most;
    }

    /** Says that a generation is about to be committed and started here, so that no sweep takes it for an orphan. */
    public void reserve(String generationId) {
        reserved.add(generationId);
    }

    /** It is not started after all. */
    public void release(String generationId) {
        reserved.remove(generationId);
    }

    /** Starts a run in a thread of its own. Whatever happens, its generation reaches exactly one terminal state. */
    public void start(GenerationSpec spec) {
        GenerationRun run =
                new GenerationRun(spec, journal, models, fallbacks, threads, retries, () -> leaving, this::ended);
        running.put(spec.generationId(), run);
        reserved.remove(spec.generationId());
        if (leaving) {
            run.abandon();
            return;
        }
        try {
            run.submitted(threads.blocking().submit(run));
        } catch (RejectedExecutionException | IllegalStateException | OutOfMemoryError e) {
            LOG.log(Level.SEVERE, "no thread for an answer", e);
            run.refuse(ErrorCode.TOO_MANY_GENERATIONS);
        }
    }

    /**
     * Stops a run: its partial answer is kept and its provider's connection closed.
     *
     * @return completes when the end is in the journal; empty if the generation does not run here
     */
    public Optional<CompletionStage<Void>> stop(String generationId) {
        return Optional.ofNullable(running.get(generationId)).map(GenerationRun::stop);
    }

    /** Whether this node writes it, or is about to. */
    boolean isHere(String generationId) {
        return reserved.contains(generationId) || running.containsKey(generationId);
    }

    /** The generations that run here. */
    Set<String> ids() {
        return Set.copyOf(running.keySet());
    }

    /** How many answers this node is writing. */
    public int count() {
        return running.size();
    }

    /** Another node has taken or ended it. */
    void lose(String generationId) {
        GenerationRun run = running.get(generationId);
        if (run != null) {
            LOG.log(Level.INFO, "generation {0} belongs to another node now", generationId);
            run.abandon();
        }
    }

    /** Takes no more work; what runs goes on. */
    public void leave() {
        leaving = true;
    }

    /** Waits until nothing runs here any more, or the patience is over. */
    public void awaitEnd(Duration patience) {
        long deadline = threads.millis() + patience.toMillis();
        synchronized (ends) {
            try {
                for (long left = patience.toMillis();
                        left > 0 && !running.isEmpty();
                        left = deadline - threads.millis()) {
                    ends.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has somebody told of each answer that this node has written to its end, in a thread that must not wait. */
    public void onComplete(Consumer<GenerationSpec> listener) {
        completed.add(listener);
    }

    private void ended(String generationId) {
        GenerationRun run = running.remove(generationId);
        if (run != null && run.isComplete()) {
            completed.forEach(listener -> listener.accept(run.spec()));
        }
        synchronized (ends) {
            ends.notifyAll();
        }
    }

    /** Leaves what still runs to other nodes, or to this one after its restart; says how many they are. */
    public int abandonAll() {
        leaving = true;
        List<GenerationRun> left = List.copyOf(running.values());
        left.forEach(GenerationRun::abandon);
        return left.size();
    }
}
