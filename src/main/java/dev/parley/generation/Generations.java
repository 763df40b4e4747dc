package dev.parley.generation;

import dev.parley.journal.Journal;
import dev.parley.platform.AtOnce;
import dev.parley.platform.Capacity;
import dev.parley.platform.LogContext;
import dev.parley.platform.Metric;
import dev.parley.platform.Threads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.provider.ModelGateway;
import dev.parley.provider.Models;
import dev.parley.trace.AnswerTrace;
import dev.parley.trace.Recorder;
import dev.parley.trace.StepType;
import dev.parley.trace.StopCause;
import io.micrometer.core.instrument.MeterRegistry;
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

    private static final Duration WHEN_BUSY = Duration.ofSeconds(5);

    private final Map<String, GenerationRun> running = new ConcurrentHashMap<>();
    private final Set<String> reserved = ConcurrentHashMap.newKeySet();
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final AtOnce perOwner;
    private final Object ends = new Object();
    private final List<Consumer<GenerationSpec>> completed = new CopyOnWriteArrayList<>();
    private final Journal journal;
    private final Opener models;
    private final Fallbacks fallbacks;
    private final Threads threads;
    private final RetrySchedule retries;
    private final Recorder recorder;
    private final int most;
    private final GenerationMeters meters;
    private volatile boolean leaving;

    @Inject
    public Generations(
            Journal journal,
            ModelGateway gateway,
            Models models,
            Threads threads,
            Recorder recorder,
            Config config,
            MeterRegistry registry) {
        this(
                journal,
                gateway::open,
                models::fallbackFor,
                threads,
                Capacity.of(config),
                new RetrySchedule(
                        RetrySchedule.ATTEMPTS, RetrySchedule.BASE, RetrySchedule.CAP, () -> ThreadLocalRandom.current()
                                .nextDouble()),
                recorder,
                registry);
    }

    Generations(
            Journal journal,
            Opener models,
            Fallbacks fallbacks,
            Threads threads,
            Capacity capacity,
            RetrySchedule retries,
            Recorder recorder,
            MeterRegistry registry) {
        this.recorder = recorder;
        this.journal = journal;
        this.models = models;
        this.fallbacks = fallbacks;
        this.threads = threads;
        this.most = capacity.generations();
        this.perOwner = new AtOnce(capacity.generationsPerUser());
        this.retries = retries;
        this.meters = new GenerationMeters(registry);
        Metric.GENERATIONS_RUNNING.gauge(registry, running::size);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Generations() {
        journal = null;
        models = null;
        fallbacks = null;
        threads = null;
        retries = null;
        recorder = null;
        perOwner = new AtOnce(0);
        most = 0;
        meters = null;
    }

    @PostConstruct
    void listen() {
        journal.doorbell().onClaimed(this::lose);
        journal.onResumed((generationId, recovered, after) -> recorder.add(
                generationId,
                recorder.now(StepType.RESUMED)
                        .with("outcome", recovered ? "recovered" : "reset")
                        .with("after", after)));
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

    /**
     * The same, for one of those that a user may have at once on this node.
     *
     * @throws ParleyException if they have as many as they may
     */
    public void reserve(String generationId, String ownerId) {
        if (!perOwner.enter(ownerId)) {
            throw new ParleyException(
                    ErrorCode.TOO_MANY_ANSWERS, "of one user (parley.user.generations)", WHEN_BUSY, null);
        }
        owners.put(generationId, ownerId);
        reserve(generationId);
    }

    /** It is not started after all, unless it is. */
    public void release(String generationId) {
        reserved.remove(generationId);
        if (!running.containsKey(generationId)) {
            leave(generationId);
        }
    }

    private void leave(String generationId) {
        String ownerId = owners.remove(generationId);
        if (ownerId != null) {
            perOwner.leave(ownerId);
        }
    }

    /** Starts a run in a thread of its own. Whatever happens, its generation reaches exactly one terminal state. */
    public void start(GenerationSpec spec) {
        AnswerTrace trace = recorder.trace(spec.traceId(), spec.generationId(), spec.parent());
        GenerationRun run = new GenerationRun(
                spec, trace, journal, models, fallbacks, threads, retries, () -> leaving, this::ended, meters);
        running.put(spec.generationId(), run);
        reserved.remove(spec.generationId());
        if (leaving) {
            run.abandon();
            return;
        }
        try {
            run.submitted(threads.blocking().submit(run));
        } catch (RejectedExecutionException | IllegalStateException | OutOfMemoryError e) {
            try (LogContext.Scope logged = spec.context().enter()) {
                LOG.log(Level.SEVERE, "no thread for an answer", e);
            }
            run.refuse(ErrorCode.TOO_MANY_GENERATIONS);
        }
    }

    /**
     * Stops a run: its partial answer is kept and its provider's connection closed.
     *
     * @return completes when the end is in the journal; empty if the generation does not run here
     */
    public Optional<CompletionStage<Void>> stop(String generationId, StopCause cause) {
        return Optional.ofNullable(running.get(generationId)).map(run -> run.stop(cause));
    }

    GenerationMeters meters() {
        return meters;
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
            try (LogContext.Scope logged = run.spec().context().enter()) {
                LOG.log(Level.INFO, "the answer belongs to another node now");
                run.abandon();
            }
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
        leave(generationId);
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
