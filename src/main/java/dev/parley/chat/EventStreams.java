package dev.parley.chat;

import dev.parley.identity.Admission;
import dev.parley.journal.Journal;
import dev.parley.platform.Capacity;
import dev.parley.platform.Network;
import dev.parley.platform.Scheduler;
import dev.parley.platform.Threads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The door for readers by server-sent events: {@code GET /api/conversations/{id}/events}. No thread waits for a reader.
 *
 * <p>Notes: {@link ChatDoor} opens the streams itself. They need a servlet's non-blocking output, no servlet pattern can
 * name their address, and everything else below {@code /api} belongs to JAX-RS.
 */
@ApplicationScoped
public class EventStreams {

    private static final Logger LOG = Logger.getLogger(EventStreams.class.getName());
    private static final Pattern ADDRESS = Pattern.compile("/api/conversations/([^/]+)/events");
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Map<EventStream, Admission> open = new ConcurrentHashMap<>();
    private final Journal journal;
    private final Threads threads;
    private final DoorMeters meters;
    private final int most;
    private final Places places;
    private volatile boolean leaving;
    private Scheduler.Scheduled ticking = () -> {};

    @Inject
    public EventStreams(Journal journal, Threads threads, Config config, DoorMeters meters) {
        this.journal = journal;
        this.threads = threads;
        this.meters = meters;
        Capacity capacity = Capacity.of(config);
        this.most = capacity.sockets();
        this.places = new Places(capacity);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected EventStreams() {
        journal = null;
        threads = null;
        meters = null;
        places = new Places(Capacity.NONE);
        most = 0;
    }

    @PostConstruct
    void start() {
        ticking = threads.every(TICK, this::tick);
    }

    /** The conversation that the request wants to follow, if it asks for a stream. */
    static Optional<String> conversationOf(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Matcher address = ADDRESS.matcher(path);
        return request.getMethod().equals("GET") && address.matches()
                ? Optional.of(address.group(1))
                : Optional.empty();
    }

    /** Whether one more stream may be opened. */
    public boolean hasRoom() {
        return !leaving && open.size() < most;
    }

    /** Takes in no more streams and ends those that are here: their readers come back by themselves. */
    public void leave() {
        leaving = true;
        open.keySet().forEach(EventStream::end);
    }

    /**
     * Makes the response a stream of what happens in a conversation, from the cursor that the request names.
     *
     * @throws ParleyException if this user or address has as many as they may
     */
    void open(HttpServletRequest request, HttpServletResponse response, String conversationId) throws IOException {
        Admission admission = Callers.of(request);
        Places.Place place = places.take(admission.owner().id(), Network.subscriber(request.getRemoteAddr()));
        try {
            open(request, response, conversationId, admission, place);
        } catch (IOException | RuntimeException e) {
            place.leave();
            throw e;
        }
    }

    private void open(
            HttpServletRequest request,
            HttpServletResponse response,
            String conversationId,
            Admission admission,
            Places.Place place)
            throws IOException {
        String header = request.getHeader("Last-Event-ID");
        String lastEventId = header == null ? request.getParameter("lastEventId") : header;
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader("X-Content-Type-Options", "nosniff");
        ServletOutputStream out = response.getOutputStream();
        EventStream stream = new EventStream(
                journal, out, async::complete, threads::millis, threads.blocking(), place::leave, meters);
        open.put(stream, admission);
        meters.opened(DoorMeters.Protocol.SSE);
        async.addListener(stream);
        stream.follow(conversationId, EventStream.cursor(lastEventId));
        // The headers go first: Open Liberty keeps back what the first flush should send.
        response.flushBuffer();
        out.setWriteListener(stream.writeListener());
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** By what those came in that are here. */
    Collection<Admission> admissions() {
        return open.values();
    }

    /** Ends those who would not be let in any more: coming back, they are told why. */
    void dismiss(Function<Admission, @Nullable ErrorCode> refusal) {
        open.forEach((stream, admission) -> {
            if (refusal.apply(admission) != null) {
                threads.blocking().execute(stream::end);
            }
        });
    }

    private void tick() {
        open.keySet().removeIf(stream -> stream.outlet().isDead());
        for (EventStream stream : open.keySet()) {
            try {
                stream.outlet().tick();
            } catch (RuntimeException e) {
                LOG.log(Level.SEVERE, "a stream could not be looked after", e);
            }
        }
    }

    @PreDestroy
    void close() {
        ticking.cancel();
        open.keySet().forEach(EventStream::end);
    }
}
