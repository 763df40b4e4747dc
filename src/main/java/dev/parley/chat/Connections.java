package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Admission;
import dev.parley.journal.Journal;
import dev.parley.platform.Capacity;
import dev.parley.platform.Node;
import dev.parley.platform.Scheduler;
import dev.parley.platform.Settings;
import dev.parley.platform.Threads;
import dev.parley.platform.TraceParent;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
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
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** All open sockets of this node, and the tick that looks after them. */
@ApplicationScoped
public class Connections {

    /** The subprotocol of JSON frames. */
    public static final String PARLEY_V1 = "parley.v1";

    private static final Logger LOG = Logger.getLogger(Connections.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);

    private static final int FRAME_BYTES = 256 * 1024;
    private static final int LEAST_FRAME_BYTES = 4 * 1024;
    private static final Duration BYE_AFTER = Duration.ofMillis(100);
    private static final Duration BYE_SPREAD = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    /** A socket that is to be closed. */
    private record Unwelcome(Wire wire, ErrorCode code, long due) {}

    private final Map<Connection, Admission> open = new ConcurrentHashMap<>();
    private final Queue<Unwelcome> unwelcome = new ConcurrentLinkedQueue<>();
    private final String node;
    private final Journal journal;
    private final Models models;
    private final Threads threads;
    private final String version;
    private final int most;
    private final Places places;
    private final int maxFrameBytes;
    private volatile boolean leaving;
    private final Circuits circuits;
    private final DoorMeters meters;
    private final AtomicBoolean modelsDue = new AtomicBoolean();
    private Scheduler.Scheduled ticking = () -> {};

    @Inject
    public Connections(
            Journal journal,
            Models models,
            Node node,
            Circuits circuits,
            Threads threads,
            DoorMeters meters,
            Config config,
            @ConfigProperty(name = "parley.version", defaultValue = "0") String version) {
        this.journal = journal;
        this.models = models;
        this.node = node.id();
        this.circuits = circuits;
        this.threads = threads;
        this.meters = meters;
        this.version = version;
        Capacity capacity = Capacity.of(config);
        this.most = capacity.sockets();
        this.places = new Places(capacity);
        this.maxFrameBytes = maxFrameBytes(Settings.of(config));
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Connections() {
        journal = null;
        models = null;
        node = "";
        circuits = null;
        threads = null;
        meters = null;
        version = "";
        places = new Places(Capacity.NONE);
        maxFrameBytes = 0;
        most = 0;
    }

    private static int maxFrameBytes(Settings settings) {
        return settings.wholeNumber("parley.frame.max-bytes", LEAST_FRAME_BYTES, ChatEndpoint.MOST_FRAME_BYTES)
                .orElse(FRAME_BYTES);
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings) {
        maxFrameBytes(settings);
    }

    /** A longer frame closes its socket. */
    int maxFrameBytes() {
        return maxFrameBytes;
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

    /** @throws ParleyException if this user or address has as many sockets as they may */
    void checkPlace(String userId, String address) {
        places.check(userId, address);
    }

    /**
     * Keeps a place for the socket of a handshake.
     *
     * @throws ParleyException if this user or address has as many sockets as they may
     */
    Places.Place keepPlace(String userId, String address) {
        return places.keep(userId, address, threads.millis());
    }

    /** Whether this node is about to stop. */
    public boolean isLeaving() {
        return leaving;
    }

    /** Takes in no more sockets, and asks those that are here to come back, not all at once. */
    public void leave() {
        leaving = true;
        for (Connection connection : open.keySet()) {
            long spread = ThreadLocalRandom.current().nextLong(BYE_SPREAD.toMillis() + 1);
            connection.bye(BYE_AFTER.plusMillis(spread));
        }
    }

    /** Closes those that are still here, and waits a while for it: the server would close them as if all were done. */
    public void closeAll() {
        List<CompletableFuture<Void>> closes = new ArrayList<>();
        for (Connection connection : open.keySet()) {
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
        } finally {
            ticking.cancel();
        }
    }

    /**
     * Takes in a socket that has just been opened.
     *
     * @param kept by its handshake; where it has come too late for that, another place is looked for
     * @throws ParleyException if this user or address has as many as they may
     */
    Connection open(
            Session session, ConversationService service, Locale locale, Admission admission, Places.Place kept) {
        String address = service.address();
        Places.Place place = kept.claim() ? kept : places.take(admission.owner().id(), address == null ? "" : address);
        boolean json = PARLEY_V1.equals(session.getNegotiatedSubprotocol());
        DoorMeters.Protocol protocol = json ? DoorMeters.Protocol.PARLEY : DoorMeters.Protocol.PLAIN;
        Wire wire = meters.counted(new SessionWire(session), protocol);
        TraceParent handshake = (TraceParent) session.getUserProperties().get(ChatHandshake.TRACE);
        long pingInterval = ServerFrame.Heartbeat.DEFAULT.pingInterval().toMillis();
        OutletFactory outlets =
                (source, cleanUp) -> new Outlet(wire, source, threads::millis, pingInterval, threads.blocking(), () -> {
                    place.leave();
                    cleanUp.run();
                });
        Connection connection = json
                ? new JsonConnection(
                        service,
                        new Greeting(journal, models, node, version, maxFrameBytes),
                        handshake,
                        outlets,
                        meters)
                : new PlainConnection(service, journal, locale, handshake, outlets, meters);
        open.put(connection, admission);
        meters.opened(protocol);
        return connection;
    }

    /** Closes a socket that has just been opened and cannot stay: not from where it is opened, see {@link Places}. */
    void closeLater(Session session, ErrorCode code) {
        unwelcome.add(new Unwelcome(new SessionWire(session), code, threads.millis() + TICK.toMillis()));
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** How many of them speak JSON. */
    public long countJson() {
        return open.keySet().stream().filter(JsonConnection.class::isInstance).count();
    }

    /** By what those came in that are here. */
    Collection<Admission> admissions() {
        return open.values();
    }

    /** Closes those who would not be let in any more; the reason is the code. */
    void dismiss(Function<Admission, @Nullable ErrorCode> refusal) {
        open.forEach((connection, admission) -> {
            ErrorCode code = refusal.apply(admission);
            if (code != null) {
                connection.kill(Dismissals.closeCode(code), code.wire());
            }
        });
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
            threads.blocking().execute(() -> open.keySet().forEach(Connection::modelsChanged));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "no thread to tell of the models", e);
            modelsDue.set(true);
        }
    }

    private void tick() {
        open.keySet().removeIf(Connection::isDead);
        open.keySet().forEach(Connections::tick);
        tellModels();
        long now = threads.millis();
        places.sweep(now);
        for (Unwelcome one = unwelcome.peek(); one != null && now >= one.due(); one = unwelcome.peek()) {
            unwelcome.remove();
            turnAway(one);
        }
    }

    private void turnAway(Unwelcome one) {
        try {
            threads.blocking().execute(() -> one.wire()
                    .close(CloseCode.TOO_MANY, one.code().wire()));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "no thread to close a socket", e);
            unwelcome.add(one);
        }
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
