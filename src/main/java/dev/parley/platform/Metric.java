package dev.parley.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The closed catalogue of what is measured: docs/metrics.md has a row for each. Of the models' side the names are those
 * of OpenTelemetry's conventions for generative AI, of the JVM's those of Micrometer.
 *
 * <p>No label ever holds a user, a conversation or a trace, so that the number of series stays small; of models only those
 * that are configured.
 */
public enum Metric {
    // The doors.
    CONNECTIONS(Kind.GAUGE, "parley.connections", null, "Open sockets and event streams.", Labels.PROTOCOL),
    CONNECTIONS_OPENED(
            Kind.COUNTER,
            "parley.connections.opened",
            null,
            "Sockets and event streams that were let in.",
            Labels.PROTOCOL),
    FRAMES_SENT(
            Kind.COUNTER,
            "parley.frames.sent",
            null,
            "Frames, or pieces of an event stream, handed to the server's output.",
            Labels.PROTOCOL),
    CHARACTERS_SENT(
            Kind.COUNTER,
            "parley.characters.sent",
            null,
            "UTF-16 units of these: for text in Latin letters bytes, for Chinese a third of them.",
            Labels.PROTOCOL),
    REFUSALS(
            Kind.COUNTER,
            "parley.refusals",
            null,
            "What was refused or failed: handshakes and other requests before they got in (door), REST calls (rest),"
                    + " commands of sockets (command).",
            Labels.AT,
            Labels.CODE),
    // The journal and its readers.
    SUBSCRIPTIONS(Kind.GAUGE, "parley.subscriptions", null, "Cursors that follow a conversation."),
    RESUMES(
            Kind.COUNTER,
            "parley.resumes",
            null,
            "Readers that came back with a cursor: it was good (recovered), or they got everything anew (reset).",
            Labels.OUTCOME),
    RESUME_DURATION(
            Kind.TIMER,
            "parley.resume.duration",
            "seconds",
            "From a reader's coming back to what it is told first.",
            Durations.SHORT),
    GAPS(
            Kind.COUNTER,
            "parley.gaps",
            null,
            "Holes that were found and closed: a reader too far behind, or of another epoch, got a snapshot (reader); a"
                    + " conversation in memory was read from the database (cache).",
            Labels.FOUND_BY),
    DUPLICATES_DROPPED(
            Kind.COUNTER,
            "parley.duplicates.dropped",
            null,
            "Messages that were sent again, as after a lost reply, and so did nothing."),
    APPEND_DURATION(
            Kind.TIMER,
            "parley.journal.append.duration",
            "seconds",
            "Of each batch the append that waited longest, until it was committed.",
            Durations.SHORT),
    COMMIT_DURATION(
            Kind.TIMER,
            "parley.journal.commit.duration",
            "seconds",
            "A batch's transaction, the disk included.",
            Durations.SHORT),
    BATCH_SIZE(Kind.SUMMARY, "parley.journal.batch.size", null, "Appends committed together.", Sizes.BATCHES),
    APPENDS_WAITING(Kind.GAUGE, "parley.journal.appends.waiting", null, "Appends that wait for a batch."),
    COMMIT_FAILURES(
            Kind.COUNTER,
            "parley.journal.commit.failures",
            null,
            "Attempts to commit that failed; a batch is tried until the database is back."),
    CONVERSATIONS_CACHED(Kind.GAUGE, "parley.journal.conversations.cached", null, "Conversations in memory."),
    // Answers.
    GENERATIONS_RUNNING(Kind.GAUGE, "parley.generations.running", null, "Answers that this node is writing."),
    GENERATIONS_ENDED(
            Kind.COUNTER,
            "parley.generations.ended",
            null,
            "Answers that have ended here, by their final state.",
            Labels.STATE,
            Labels.MODEL),
    GENERATION_ERRORS(
            Kind.COUNTER,
            "parley.generations.errors",
            null,
            "Answers that ended with an error.",
            Labels.CODE,
            Labels.MODEL),
    RETRIES(
            Kind.COUNTER,
            "parley.retries",
            null,
            "Failures of a model after which it was asked once more with a countdown (visible); failures that the quick"
                    + " retry answers, which nobody sees (quick).",
            Labels.KIND,
            Labels.CODE),
    TAKEOVERS(
            Kind.COUNTER,
            "parley.takeovers",
            null,
            "Answers taken over from a node that is gone: gone on with, or ended because their model cannot go on.",
            Labels.OUTCOME),
    // Models.
    OPERATION_DURATION(
            Kind.TIMER,
            "gen_ai.client.operation.duration",
            "seconds",
            "A request to a model, from the question to the end of its stream.",
            Durations.MODEL,
            Labels.OPERATION,
            Labels.PROVIDER,
            Labels.REQUEST_MODEL,
            Labels.ERROR_TYPE),
    TIME_TO_FIRST_CHUNK(
            Kind.TIMER,
            "gen_ai.client.operation.time_to_first_chunk",
            "seconds",
            "From the question to the first piece, quick retries included.",
            Durations.MODEL,
            Labels.OPERATION,
            Labels.PROVIDER,
            Labels.REQUEST_MODEL),
    TIME_PER_OUTPUT_CHUNK(
            Kind.TIMER,
            "gen_ai.client.operation.time_per_output_chunk",
            "seconds",
            "From one piece to the next; a piece may hold several tokens.",
            Durations.MODEL,
            Labels.OPERATION,
            Labels.PROVIDER,
            Labels.REQUEST_MODEL),
    TOKEN_USAGE(
            Kind.SUMMARY,
            "gen_ai.client.token.usage",
            null,
            "Tokens of a request, as the provider counted them.",
            Sizes.TOKENS,
            Labels.OPERATION,
            Labels.PROVIDER,
            Labels.REQUEST_MODEL,
            Labels.TOKEN_TYPE),
    COST(
            Kind.COUNTER,
            "parley.cost",
            null,
            "What these tokens cost by the configured prices, in the configured currency.",
            Labels.MODEL),
    CIRCUIT_STATE(
            Kind.GAUGE,
            "parley.circuit.state",
            null,
            "The circuit breaker before a model: 0 closed, 1 half-open, 2 open.",
            Labels.MODEL),
    CIRCUIT_OPENINGS(
            Kind.COUNTER,
            "parley.circuit.openings",
            null,
            "How often it has opened, as far as this node has seen.",
            Labels.MODEL),
    // The node.
    READY(Kind.GAUGE, "parley.ready", null, "Whether the node is ready, as /api/health/ready says: 1 or 0."),
    OVERLOADED(
            Kind.GAUGE,
            "parley.overloaded",
            null,
            "Whether the node runs short of memory or threads and takes in nobody more: 1 or 0."),
    DATABASE_UP(Kind.GAUGE, "parley.database.up", null, "Whether the database answers: 1 or 0."),
    DATABASE_CONNECTIONS(
            Kind.GAUGE,
            "parley.database.pool.connections",
            null,
            "Connections to the database in use (active) and at rest (idle), and threads that wait for one (waiting).",
            Labels.STATE),
    DATABASE_CONNECTIONS_MAX(
            Kind.GAUGE, "parley.database.pool.connections.max", null, "The most connections there may be."),
    DISK_FREE(
            Kind.GAUGE,
            "parley.disk.free",
            "bytes",
            "What is free on the disk of the embedded database; with PostgreSQL there is no such series."),
    // The JVM.
    CPU_TIME(Kind.COUNTER, "process.cpu.time", "seconds", "CPU time of the process."),
    GC_COLLECTIONS(Kind.COUNTER, "jvm.gc.collections", null, "Garbage collections.", Labels.GC),
    GC_TIME(Kind.COUNTER, "jvm.gc.time", "seconds", "Time in garbage collections.", Labels.GC);

    /** What is exposed, as Prometheus calls it. */
    public enum Kind {
        GAUGE,
        COUNTER,
        /** A histogram of durations. */
        TIMER,
        /** A histogram of amounts. */
        SUMMARY
    }

    /** Names of labels. */
    private static final class Labels {
        static final String PROTOCOL = "protocol";
        static final String AT = "at";
        static final String CODE = "code";
        static final String OUTCOME = "outcome";
        static final String FOUND_BY = "found_by";
        static final String STATE = "state";
        static final String MODEL = "model";
        static final String KIND = "kind";
        static final String GC = "gc";
        static final String OPERATION = "gen_ai.operation.name";
        static final String PROVIDER = "gen_ai.provider.name";
        static final String REQUEST_MODEL = "gen_ai.request.model";
        static final String TOKEN_TYPE = "gen_ai.token.type";
        static final String ERROR_TYPE = "error.type";
    }

    /** Bounds of histograms, in seconds. */
    private static final class Durations {
        /** OpenTelemetry's: 0.01 times the powers of two. */
        static final double[] MODEL = powers(0.01, 2, 14);

        /** For the database: half a millisecond to 16 seconds. */
        static final double[] SHORT = powers(0.0005, 2, 16);
    }

    /** Bounds of histograms. */
    private static final class Sizes {
        /** OpenTelemetry's: the powers of four. */
        static final double[] TOKENS = powers(1, 4, 14);

        static final double[] BATCHES = powers(1, 2, 11);
    }

    private static final double NANOS = 1e9;

    private final Kind kind;
    private final String wire;
    private final @Nullable String unit;
    private final String description;
    private final double[] bounds;
    private final List<String> labels;

    Metric(Kind kind, String wire, @Nullable String unit, String description, String... labels) {
        this(kind, wire, unit, description, new double[0], labels);
    }

    @SuppressWarnings("ImmutableEnumChecker")
    Metric(Kind kind, String wire, @Nullable String unit, String description, double[] bounds, String... labels) {
        this.kind = kind;
        this.wire = wire;
        this.unit = unit;
        this.description = description;
        this.bounds = bounds;
        this.labels = List.of(labels);
    }

    private static double[] powers(double first, double factor, int count) {
        return DoubleStream.iterate(first, bound -> bound * factor).limit(count).toArray();
    }

    public Kind kind() {
        return kind;
    }

    /** The name in OpenTelemetry's form; Prometheus has underscores, and the unit at the end. */
    public String wire() {
        return wire;
    }

    /** Seconds or bytes; null for a plain number. */
    public @Nullable String unit() {
        return unit;
    }

    public String description() {
        return description;
    }

    public List<String> labels() {
        return labels;
    }

    /** A counter that its owner adds to now and then. */
    public Counter counter(MeterRegistry registry, String... values) {
        return builder(values).register(registry);
    }

    private Counter.Builder builder(String... values) {
        insistOn(Kind.COUNTER);
        return Counter.builder(wire).baseUnit(unit).description(description).tags(tags(values));
    }

    /** A counter for hot paths, which its owner holds: adding to it costs the same whoever looks on. */
    public LongAdder adder(MeterRegistry registry, String... values) {
        LongAdder adder = new LongAdder();
        counting(registry, adder::sum, values);
        return adder;
    }

    /** A counter that somebody else counts. */
    public void counting(MeterRegistry registry, Supplier<? extends Number> count, String... values) {
        insistOn(Kind.COUNTER);
        // Held by the function itself, as registries hold the counted object only weakly.
        FunctionCounter.builder(wire, this, metric -> count.get().doubleValue())
                .baseUnit(unit)
                .description(description)
                .tags(tags(values))
                .register(registry);
    }

    /** A value that is asked for when somebody looks; it must not block. */
    public void gauge(MeterRegistry registry, Supplier<? extends Number> value, String... values) {
        insistOn(Kind.GAUGE);
        Gauge.builder(wire, () -> value.get().doubleValue())
                .baseUnit(unit)
                .description(description)
                .tags(tags(values))
                .register(registry);
    }

    public Timer timer(MeterRegistry registry, String... values) {
        insistOn(Kind.TIMER);
        return Timer.builder(wire)
                .description(description)
                .serviceLevelObjectives(DoubleStream.of(bounds)
                        .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * NANOS)))
                        .toArray(Duration[]::new))
                .tags(tags(values))
                .register(registry);
    }

    public DistributionSummary summary(MeterRegistry registry, String... values) {
        insistOn(Kind.SUMMARY);
        return DistributionSummary.builder(wire)
                .description(description)
                .serviceLevelObjectives(bounds)
                .tags(tags(values))
                .register(registry);
    }

    private void insistOn(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalArgumentException(wire + " is a " + kind);
        }
    }

    private List<Tag> tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(wire + " has the labels " + labels);
        }
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(labels.get(i), values[i]));
        }
        return tags;
    }
}
