package dev.parley.operations;

import dev.parley.chat.Connections;
import dev.parley.chat.DoorMeters;
import dev.parley.chat.EventStreams;
import dev.parley.platform.Database;
import dev.parley.platform.Load;
import dev.parley.platform.Metric;
import dev.parley.protocol.CircuitView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.ModelView;
import dev.parley.provider.Circuits;
import dev.parley.provider.Models;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What is measured of the node as a whole: it looks at others when somebody asks. */
@ApplicationScoped
public class NodeMeters {

    /** States of a circuit breaker as numbers. */
    private static final int CLOSED = 0;

    private static final int HALF_OPEN = 1;
    private static final int OPEN = 2;

    private static final Set<MessageState> ENDS =
            EnumSet.of(MessageState.COMPLETE, MessageState.STOPPED, MessageState.INTERRUPTED, MessageState.FAILED);

    private static final Set<ErrorCode> OF_ANSWERS = EnumSet.range(ErrorCode.RATE_LIMITED, ErrorCode.MODEL_FAILED);

    static {
        OF_ANSWERS.add(ErrorCode.INTERNAL);
    }

    private final MeterRegistry registry;
    private final Connections connections;
    private final EventStreams streams;
    private final DoorMeters doors;
    private final Models models;
    private final Circuits circuits;
    private final Database database;
    private final Load load;
    private final Health health;
    private final Map<String, Integer> states = new HashMap<>();
    private final Map<String, Counter> openings = new HashMap<>();

    @Inject
    public NodeMeters(
            MeterRegistry registry,
            Connections connections,
            EventStreams streams,
            DoorMeters doors,
            Models models,
            Circuits circuits,
            Database database,
            Load load,
            Health health) {
        this.registry = registry;
        this.connections = connections;
        this.streams = streams;
        this.doors = doors;
        this.models = models;
        this.circuits = circuits;
        this.database = database;
        this.load = load;
        this.health = health;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected NodeMeters() {
        registry = null;
        connections = null;
        streams = null;
        doors = null;
        models = null;
        circuits = null;
        database = null;
        load = null;
        health = null;
    }

    /** Measures from now on. */
    void start() {
        doors.start();
        Metric.CONNECTIONS.gauge(registry, connections::countJson, "parley.v1");
        Metric.CONNECTIONS.gauge(registry, () -> connections.count() - connections.countJson(), "plain");
        Metric.CONNECTIONS.gauge(registry, streams::count, "sse");
        Metric.READY.gauge(registry, () -> number(health.ready().up()));
        Metric.OVERLOADED.gauge(registry, () -> number(load.isHigh()));
        startDatabase();
        for (ModelView model : models.views()) {
            states.put(model.id(), CLOSED);
            openings.put(model.id(), Metric.CIRCUIT_OPENINGS.counter(registry, model.id()));
            Metric.CIRCUIT_STATE.gauge(registry, () -> state(model.id()), model.id());
            beginWithZero(model.id());
        }
        circuits.listen(this::circuitsChanged);
    }

    /** Who looks for an increase would not see the first of a series that begins with it. */
    private void beginWithZero(String model) {
        for (MessageState state : ENDS) {
            Metric.GENERATIONS_ENDED.counter(registry, state.wire(), model).increment(0);
        }
        for (ErrorCode code : OF_ANSWERS) {
            Metric.GENERATION_ERRORS.counter(registry, code.wire(), model).increment(0);
        }
    }

    private void startDatabase() {
        Metric.DATABASE_UP.gauge(registry, () -> number(health.databaseIsUp()));
        Metric.DATABASE_CONNECTIONS.gauge(registry, () -> database.connections().active(), "active");
        Metric.DATABASE_CONNECTIONS.gauge(registry, () -> database.connections().idle(), "idle");
        Metric.DATABASE_CONNECTIONS.gauge(registry, () -> database.connections().waiting(), "waiting");
        Metric.DATABASE_CONNECTIONS_MAX.gauge(registry, database::mostConnections);
        if (database.diskFree().isPresent()) {
            Metric.DISK_FREE.gauge(registry, () -> database.diskFree().orElse(0));
        }
    }

    private static int number(boolean yes) {
        return yes ? 1 : 0;
    }

    private int state(String model) {
        return models.views().stream()
                .filter(view -> view.id().equals(model))
                .findFirst()
                .map(NodeMeters::state)
                .orElse(CLOSED);
    }

    private static int state(ModelView model) {
        CircuitView circuit = model.circuit();
        if (circuit == null) {
            return CLOSED;
        }
        return circuit.state() == CircuitView.State.OPEN ? OPEN : HALF_OPEN;
    }

    /** Told in the thread that has seen a change, right after it. */
    private synchronized void circuitsChanged() {
        for (ModelView model : models.views()) {
            int now = state(model);
            Integer before = states.put(model.id(), now);
            Counter counter = openings.get(model.id());
            if (now == OPEN && before != null && before != OPEN && counter != null) {
                counter.increment();
            }
        }
    }
}
