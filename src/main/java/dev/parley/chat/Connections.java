package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.journal.Journal;
import dev.parley.platform.Capacity;
import dev.parley.platform.Node;
import dev.parley.platform.Scheduler;
import dev.parley.platform.Threads;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ServerFrame;
import dev.parley.provider.Circuits;
import dev.parley.provider.Models;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** All open sockets of this node, and the tick that looks after them. */
@ApplicationScoped
public class Connections {

    /** The subprotocol of JSON frames. */
    public static final String PARLEY_V1 = "parley.v1";

    private static final Logger LOG = Logger.getLogger(Connections.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);

    private static final Duration BYE_AFTER = Duration.ofMillis(100);
    private static final Duration BYE_SPREAD = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final String node;
    private final Journal journal;
    private final Models models;
    private final Threads threads;
    private final String version;
    private final int most;
    private volatile boolean leaving;
    private final Circuits circuits;
    private final AtomicBoolean modelsDue = new AtomicBoolean();
    private Scheduler.Scheduled ticking = () -> {};

    @Inject
    public Connections(
            Journal journal,
            Models models,
            Node node,
            Circuits circuits,
            Threads threads,
            Config config,
            @ConfigProperty(name = "parley.version", defaultValue = "0") String version) {
        this.journal = journal;
        this.models = models;
        this.node = node.id();
        this.circuits = circuits;
        this.threads = threads;
        this.version = version;
        this.most = Capacity.of(config).sockets();
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Connections() {
        journal = null;
        models = null;
        node = "";
        circuits = null;
        threads = null;
        version = "";
        most = 0;
    }

    @PostConstruct
    void start() {
        ticking = threads.every(TICK, this::tick);
        circuits.listen(this::modelsChanged);
    }

    /** Whether one more socket may come in. */
    public boolean hasRoom() {
        return !leaving && open.size() < most;
    }

    /** Whether this node is about to stop. */
    public boolean isLeaving() {
        return leaving;
    }

    /** Takes in no more sockets, and asks those that are here to come back, not all at once. */
    public void leave() {
        leaving = true;
        for (Connection connection : open) {
            long spread = ThreadLocalRandom.current().nextLong(BYE_SPREAD.toMillis() + 1);
            connection.bye(BYE_AFTER.plusMillis(spread));
        }
    }

    /** Closes those that are still here, and waits a while for it: the server would close them as if all were done. */
    public void closeAll() {
        ticking.cancel();
        List<CompletableFuture<Void>> closes = new ArrayList<>();
        for (Connection connection : open) {
            if (!connection.isDead()) {
                connection.kill(CloseCode.RESTARTING, "server is stopping");
                closes.add(connection.outlet().closed());
            }
        }
        try {
            CompletableFuture.allOf(closes.toArray(CompletableFuture[]::new))
                    .get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.INFO, "some sockets do not take their close");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a close failed", e);
        }
    }

    /** Takes in a socket that has just been opened. */
    Connection open(Session session, ConversationService service, Locale locale) {
        Wire wire = new SessionWire(session);
        long pingInterval = ServerFrame.Heartbeat.DEFAULT.pingInterval().toMillis();
        OutletFactory outlets = (source, cleanUp) ->
                new Outlet(wire, source, threads::millis, pingInterval, threads.blocking(), cleanUp);
        Connection connection = PARLEY_V1.equals(session.getNegotiatedSubprotocol())
                ? new JsonConnection(service, new Greeting(journal, models, node, version), outlets)
                : new PlainConnection(service, journal, locale, outlets);
        open.add(connection);
        return connection;
    }

    /** Writing to many sockets takes a while: it is done in a thread of its own, and without one at the next tick. */
    private void modelsChanged() {
        modelsDue.set(true);
        tellModels();
    }

    private void tellModels() {
        if (!modelsDue.compareAndSet(true, false)) {
            return;
        }
        try {
            threads.blocking().execute(() -> open.forEach(Connection::modelsChanged));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "no thread to tell of the models", e);
            modelsDue.set(true);
        }
    }

    private void tick() {
        open.removeIf(Connection::isDead);
        open.forEach(Connections::tick);
        tellModels();
    }

    private static void tick(Connection connection) {
        try {
            connection.tick();
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "a socket could not be looked after", e);
        }
    }

    @PreDestroy
    void close() {
        closeAll();
    }
}
