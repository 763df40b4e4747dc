package dev.parley.operations;

import dev.parley.chat.Connections;
import dev.parley.journal.Journal;
import dev.parley.platform.Background;
import dev.parley.platform.Database;
import dev.parley.platform.Scheduler;
import dev.parley.platform.Threads;
import dev.parley.protocol.CircuitView;
import dev.parley.protocol.ModelView;
import dev.parley.provider.Models;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How this node is. Nobody who asks waits or makes work: the database is asked once a second, by whom nobody waits for.
 *
 * <p>Alive is who does not need a restart, whatever else is away. Ready is who should be sent users.
 */
@ApplicationScoped
public class Health {

    /** So old the last sign of a timer, or of the database, may be. */
    static final Duration TIMER_PATIENCE = Duration.ofSeconds(30);

    static final Duration DATABASE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** One thing that was looked at. */
    public record Check(String name, boolean up) {}

    /** What was looked at; it is up if all of that is. */
    public record Report(List<Check> checks) {
        public Report {
            checks = List.copyOf(checks);
        }

        public boolean up() {
            return checks.stream().allMatch(Check::up);
        }
    }

    private final Scheduler scheduler;
    private final Executor threads;
    private final BooleanSupplier database;
    private final Supplier<List<ModelView>> models;
    private final BooleanSupplier leaving;
    private final BooleanSupplier writing;
    private volatile long beatAt;
    private volatile long answeredAt;
    private volatile boolean answers;
    private volatile boolean started;
    private Scheduler.Scheduled beating = () -> {};
    private @Nullable Background probing;

    @Inject
    public Health(Threads threads, Database database, Models models, Connections connections, Journal journal) {
        this(threads, threads.blocking(), database::answers, models::views, connections::isLeaving, journal::isWriting);
    }

    Health(
            Scheduler scheduler,
            Executor threads,
            BooleanSupplier database,
            Supplier<List<ModelView>> models,
            BooleanSupplier leaving,
            BooleanSupplier writing) {
        this.scheduler = scheduler;
        this.threads = threads;
        this.database = database;
        this.models = models;
        this.leaving = leaving;
        this.writing = writing;
        this.beatAt = scheduler.millis();
        this.answeredAt = beatAt;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Health() {
        scheduler = null;
        threads = null;
        database = () -> false;
        models = List::of;
        leaving = () -> false;
        writing = () -> false;
    }

    /** Looks from now on: to be called when everything else has started. */
    void start() {
        answers = true;
        answeredAt = scheduler.millis();
        beating = scheduler.every(BEAT, this::beat);
        probing = new Background("the health probe", BEAT, this::probe, threads, scheduler);
        started = true;
    }

    /** A timer that is stuck does not come here any more. */
    void beat() {
        beatAt = scheduler.millis();
    }

    void probe() {
        answers = database.getAsBoolean();
        answeredAt = scheduler.millis();
    }

    /** Whether it has no need of a restart. */
    public Report live() {
        boolean ticks = scheduler.millis() - beatAt <= TIMER_PATIENCE.toMillis();
        return new Report(List.of(new Check("timer", ticks), new Check("journal", writing.getAsBoolean())));
    }

    /** Whether users should be sent here. */
    public Report ready() {
        return new Report(List.of(
                new Check("database", databaseIsUp()),
                new Check("models", models.get().stream().anyMatch(Health::answers)),
                new Check("accepting", started && !leaving.getAsBoolean())));
    }

    /** Whether it has started. */
    public Report started() {
        return new Report(List.of(new Check("started", started)));
    }

    /** Whether the database has answered when it was asked last, and that was not long ago. */
    public boolean databaseIsUp() {
        return answers && scheduler.millis() - answeredAt <= DATABASE_PATIENCE.toMillis();
    }

    private static boolean answers(ModelView model) {
        CircuitView circuit = model.circuit();
        return circuit == null || circuit.state() != CircuitView.State.OPEN;
    }

    @PreDestroy
    void stop() {
        beating.cancel();
        if (probing != null) {
            probing.cancel();
        }
    }
}
