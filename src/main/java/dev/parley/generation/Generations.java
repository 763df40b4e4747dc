package dev.parley.generation;

import dev.parley.journal.Fence;
import dev.parley.journal.Journal;
import dev.parley.platform.Capacity;
import dev.parley.platform.Threads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.provider.ModelGateway;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/** The answers that this node is writing. Thread-safe. */
@ApplicationScoped
public class Generations {

    private static final Logger LOG = Logger.getLogger(Generations.class.getName());

    private final Map<String, GenerationRun> running = new ConcurrentHashMap<>();
    private final Journal journal;
    private final ModelGateway gateway;
    private final Threads threads;
    private final RetrySchedule retries;
    private final int most;

    @Inject
    public Generations(Journal journal, ModelGateway gateway, Threads threads, Config config) {
        this.journal = journal;
        this.gateway = gateway;
        this.threads = threads;
        this.most = Capacity.of(config).generations();
        this.retries = new RetrySchedule(
                RetrySchedule.ATTEMPTS, RetrySchedule.BASE, RetrySchedule.CAP, () -> ThreadLocalRandom.current()
                        .nextDouble());
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Generations() {
        journal = null;
        gateway = null;
        threads = null;
        retries = null;
        most = 0;
    }

    /**
     * Fails early where {@link #start} would fail.
     *
     * @throws ParleyException if this node writes as many answers as it may
     */
    public void checkRoom() {
        if (running.size() >= most) {
            throw new ParleyException(
                    ErrorCode.TOO_MANY_GENERATIONS, most + " answers are being written (parley.generations.max)");
        }
    }

    /** Starts a run in a thread of its own. Whatever happens, its generation reaches exactly one terminal state. */
    public void start(GenerationSpec spec) {
        GenerationRun run = new GenerationRun(
                spec, new Fence(spec.generationId(), 1), journal, gateway::open, threads, retries, ended -> {
                    running.remove(ended);
                });
        running.put(spec.generationId(), run);
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
     * @return completes when the end is in the journal; at once if the generation does not run here
     */
    public CompletionStage<Void> stop(String generationId) {
        GenerationRun run = running.get(generationId);
        return run == null ? CompletableFuture.completedStage(null) : run.stop();
    }

    @PreDestroy
    void close() {
        running.values().forEach(GenerationRun::interrupt);
    }
}
