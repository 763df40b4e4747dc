package dev.parley.trace;

import dev.parley.platform.Background;
import dev.parley.platform.Database;
import dev.parley.platform.Node;
import dev.parley.platform.StorageException;
import dev.parley.platform.Threads;
import dev.parley.platform.TraceParent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Writes steps beside the journal: whoever adds one never waits. What the journal's own events tell is written with them
 * instead, in their transaction. Thread-safe.
 *
 * <p>Notes: steps wait at most {@value #PAUSE_MILLIS} ms, longer only while the database is away. A node that dies loses
 * those that wait. Beyond {@value #MOST_WAITING} they are not kept; how many is written to their generation later.
 */
@ApplicationScoped
public class Recorder {

    static final int MOST_WAITING = 10_000;
    static final int PAUSE_MILLIS = 250;

    private static final int AT_ONCE = 500;

    /** Of so many generations it is remembered how many of their steps were not kept. */
    private static final int MOST_OMITTED = 10_000;

    private static final Logger LOG = Logger.getLogger(Recorder.class.getName());

    private final @Nullable Database database;
    private final String node;
    private final @Nullable Threads threads;
    private final Clock clock;
    private final Sampling sampling;
    private final BlockingQueue<StepRows.Row> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Map<String, Long> omitted = new LinkedHashMap<>();
    private final AtomicBoolean full = new AtomicBoolean();
    private @Nullable Background writing;

    @Inject
    public Recorder(Database database, Node node, Threads threads, Config config) {
        this(database, node.id(), threads, Sampling.of(config), Clock.systemUTC());
    }

    Recorder(Database database, String node, Threads threads, Sampling sampling, Clock clock) {
        this.database = database;
        this.node = node;
        this.threads = threads;
        this.sampling = sampling;
        this.clock = clock;
    }

    private Recorder(Clock clock) {
        this.database = null;
        this.node = "";
        this.threads = null;
        this.sampling = Sampling.NONE;
        this.clock = clock;
    }

    /** For the proxy. */
    protected Recorder() {
        this(Clock.systemUTC());
    }

    /** Keeps nothing. */
    public static Recorder none() {
        return new Recorder(Clock.systemUTC());
    }

    @PostConstruct
    void start() {
        if (threads != null) {
            writing = new Background(
                    "writing traces", Duration.ofMillis(PAUSE_MILLIS), this::write, threads.blocking(), threads);
        }
    }

    /** The trace of an answer that this node writes from now on. @param parent where its question came from, or null */
    public AnswerTrace trace(String traceId, String generationId, @Nullable TraceParent parent) {
        return new AnswerTrace(this, traceId, generationId, parent);
    }

    /**
     * Whether an answer is told to a collector, and its provider that it is: as the caller wants it. Where nobody has
     * said anything, every node comes to the same result, because the trace's id decides.
     */
    boolean isSampled(String traceId, @Nullable TraceParent parent) {
        return parent == null ? sampling.takes(traceId) : parent.sampled();
    }

    boolean isSampled(Timeline answer) {
        return isSampled(answer.traceId(), TraceParent.parse(answer.parent()).orElse(null));
    }

    /** A step that has just been taken. */
    public Step now(StepType type) {
        return Step.of(type, clock.millis());
    }

    /** Has it written soon. Does not block. */
    public void add(String generationId, Step step) {
        if (database == null) {
            return;
        }
        if (waiting.offer(new StepRows.Row(generationId, step))) {
            return;
        }
        omit(generationId, 1);
        if (full.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "{0} steps of traces wait for the database: further ones are only counted",
                    MOST_WAITING);
        }
    }

    /** Counts what was not kept. */
    void omit(String generationId, long count) {
        synchronized (omitted) {
            if (omitted.size() < MOST_OMITTED || omitted.containsKey(generationId)) {
                omitted.merge(generationId, count, Long::sum);
            }
        }
    }

    /** Writes what waits. Blocks; for one thread at a time. */
    synchronized void write() {
        List<StepRows.Row> rows = new ArrayList<>();
        while (waiting.size() > 0) {
            waiting.drainTo(rows, AT_ONCE);
            writeOrKeep(rows);
            rows.clear();
        }
        full.set(false);
        writeOmitted();
    }

    /** While the database is away they go back to the others; the order does not matter, each has its time. */
    private void writeOrKeep(List<StepRows.Row> rows) {
        try {
            insert(rows);
        } catch (StorageException e) {
            if (!e.passing()) {
                oneByOne(rows, e);
                return;
            }
            for (StepRows.Row row : rows) {
                if (!waiting.offer(row)) {
                    omit(row.generationId(), 1);
                }
            }
            throw e;
        }
    }

    /** One that the database refuses, because its conversation is being removed, must not take the others with it. */
    private void oneByOne(List<StepRows.Row> rows, StorageException refusal) {
        LOG.log(Level.FINE, "steps of traces go one by one", refusal);
        for (StepRows.Row row : rows) {
            try {
                insert(List.of(row));
            } catch (StorageException e) {
                LOG.log(Level.FINE, e, () -> "a step of generation " + row.generationId() + " was refused");
            }
        }
    }

    private void insert(List<StepRows.Row> rows) {
        change(connection -> StepRows.insert(connection, node, rows));
    }

    private void change(Database.Change change) {
        if (database != null) {
            // Not Database.change: a disk that is nearly full stops what users do, not the record of why.
            database.transaction(connection -> {
                change.in(connection);
                return Boolean.TRUE;
            });
        }
    }

    private void writeOmitted() {
        Map<String, Long> counts;
        synchronized (omitted) {
            counts = new LinkedHashMap<>(omitted);
            omitted.clear();
        }
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            try {
                change(connection -> StepRows.omit(connection, count.getKey(), count.getValue()));
            } catch (StorageException e) {
                omit(count.getKey(), count.getValue());
                LOG.log(Level.FINE, e, () -> "the count of steps has to wait for the database");
            }
        }
    }

    /** Writes what waits for the last time: while the application stops, before the database is closed. */
    public void close() {
        if (writing != null) {
            writing.cancel();
            writing = null;
            try {
                write();
            } catch (StorageException e) {
                LOG.log(Level.WARNING, e, () -> waiting.size() + " steps of traces are lost: the database is away");
            }
        }
    }

    @PreDestroy
    void destroy() {
        close();
    }
}
