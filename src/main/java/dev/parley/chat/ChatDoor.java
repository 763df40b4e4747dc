package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Admission;
import dev.parley.identity.Credentials;
import dev.parley.identity.Gatekeeper;
import dev.parley.identity.Guests;
import dev.parley.identity.Scope;
import dev.parley.platform.Load;
import dev.parley.platform.LogContext;
import dev.parley.platform.Network;
import dev.parley.platform.StorageException;
import dev.parley.platform.TraceParent;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.ParleyException;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The check before every socket and REST call, in this order: the page's origin, the credentials, the user, the
 * conversation, the event store, room to join. Refusals are HTTP answers with a code of their own, before any upgrade.
 */
@WebFilter(
        urlPatterns = {"/chat", "/api/*"},
        asyncSupported = true)
public class ChatDoor extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(ChatDoor.class.getName());

    /** For everybody: what a page needs to sign in, what probes ask, and what was shared. */
    private static final Set<String> PUBLIC = Set.of(
            "/api/models",
            "/api/sign-in",
            "/api/registrations",
            "/api/invitations/open",
            "/api/invitations/accept",
            "/api/health/live",
            "/api/health/ready",
            "/api/health/started");

    private static final String SHARED = "/api/shared/";

    /**
     * Every address of ours, segment by segment. A container decodes and shortens another one (escapes, parameters behind a
     * semicolon, dots, empty segments) before JAX-RS sees it, and the checks here would have looked at something else.
     */
    private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++/?");

    /** What is open to a user who must do something first. */
    private static final Set<String> PENDING = Set.of("/api/account/terms", "/api/sign-out");

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Duration WHEN_FULL = Duration.ofSeconds(30);
    private static final Duration WHEN_LEAVING = Duration.ofSeconds(2);
    private static final Duration WHEN_AWAY = Duration.ofSeconds(2);

    /** A program has no cookie for its HTTP session: each call would leave one behind for half an hour. */
    private static final int PROGRAM_SESSION_SECONDS = 60;

    private static final int TEMPORARY_REDIRECT = 307;

    private final transient ConversationService service;
    private final transient Gatekeeper gatekeeper;
    private final transient Connections connections;
    private final transient EventStreams streams;
    private final transient Origins origins;
    private final transient Load load;
    private final transient MetricsDoor metrics;
    private final transient DoorMeters meters;

    @Inject
    public ChatDoor(
            ConversationService service,
            Gatekeeper gatekeeper,
            Connections connections,
            EventStreams streams,
            Load load,
            MetricsDoor metrics,
            DoorMeters meters,
            @ConfigProperty(name = "parley.allowed-origins") Optional<String> allowed) {
        this.service = service;
        this.gatekeeper = gatekeeper;
        this.connections = connections;
        this.streams = streams;
        this.load = load;
        this.metrics = metrics;
        this.meters = meters;
        this.origins = new Origins(List.of(allowed.orElse("").split(",")));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try (LogContext.Scope logged =
                LogContext.asked(request.getHeader(TraceParent.HEADER)).enter()) {
            pass(request, response, chain);
        }
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Optional<String> followed = EventStreams.conversationOf(request);
        HttpServletRequest admitted = request;
        try {
            if (!origins.accepts(request)) {
                throw new ParleyException(ErrorCode.ORIGIN_REFUSED, "another site's page");
            }
            if (!PLAIN.matcher(path).matches()) {
                throw new ParleyException(ErrorCode.NOT_FOUND, "no address of ours");
            }
            if (path.equals("/chat") && saysMore(request)) {
                response.setHeader("Connection", "close");
                throw new ParleyException(ErrorCode.INVALID_REQUEST, "frames before the answer to their handshake");
            }
            if (!isOpen(request, path)) {
                Admission admission = admit(request, response, path);
                admitted = new AdmittedRequest(request, admission);
                if (!enter(admitted, admission)) {
                    startAnew(request, response, path);
                    return;
                }
                admitted = new AdmittedRequest(request, admission, join(admitted, path, followed));
            }
        } catch (ParleyException e) {
            refuse(response, path, e);
            return;
        } catch (StorageException e) {
            if (!e.passing()) {
                throw e;
            }
            refuse(response, path, new ParleyException(ErrorCode.STORAGE_UNAVAILABLE, "database", WHEN_AWAY, e));
            return;
        }
        try (LogContext.Scope logged = context(admitted).enter()) {
            goOn(admitted, response, chain, path, followed);
        } finally {
            if (response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST
                    && admitted instanceof AdmittedRequest refused
                    && refused.place() != null) {
                refused.place().abandon();
            }
        }
    }

    /** A user's requests are logged with their id. */
    private static LogContext context(HttpServletRequest request) {
        LogContext context = LogContext.current();
        return request instanceof AdmittedRequest
                ? context.by(Callers.of(request).owner().id())
                : context;
    }

    private void goOn(
            HttpServletRequest admitted,
            HttpServletResponse response,
            FilterChain chain,
            String path,
            Optional<String> followed)
            throws IOException, ServletException {
        if (followed.isPresent()) {
            try {
                streams.open(admitted, response, followed.get());
            } catch (ParleyException e) {
                refuse(response, path, e);
            }
        } else {
            chain.doFilter(admitted, response);
        }
    }

    /**
     * Whether something has come behind a handshake already: a client must await its answer (RFC 6455, 4.1). Payara 6 would
     * read it in the thread that opens the socket, which then waits for itself for ever.
     */
    private static boolean saysMore(HttpServletRequest request) throws IOException {
        return request.getInputStream().available() > 0;
    }

    private boolean isOpen(HttpServletRequest request, String path) {
        return PUBLIC.contains(path)
                || path.startsWith(SHARED)
                || path.equals(MetricsDoor.PATH) && metrics.lets(request);
    }

    private Admission admit(HttpServletRequest request, HttpServletResponse response, String path) {
        String authorization = request.getHeader("Authorization");
        Admission admission;
        if (gatekeeper.settings().mode().letsGuestsIn()) {
            admission = Admission.guest(Guests.of(guestSecret(request, response)));
        } else {
            admission = gatekeeper.admit(
                    new Credentials(authorization, SignInCookie.read(request), Callers.address(request)));
        }
        if (admission.pending() != null && !PENDING.contains(path)) {
            throw new ParleyException(admission.pending(), "must be done first");
        }
        Scope needed = path.startsWith("/api/admin/") || path.startsWith(MetricsDoor.PATH)
                ? Scope.ADMIN
                : READING.contains(request.getMethod()) && !path.equals("/chat") ? Scope.READ : Scope.CHAT;
        if (!admission.allows(needed)
                || needed == Scope.ADMIN && !admission.owner().isAdmin()) {
            throw new ParleyException(ErrorCode.NOT_ALLOWED, "needs " + needed.wire());
        }
        return admission;
    }

    private static String guestSecret(HttpServletRequest request, HttpServletResponse response) {
        String known = SignInCookie.guest(request);
        if (known != null && Guests.isSecret(known)) {
            return known;
        }
        String secret = Guests.newSecret();
        SignInCookie.setGuest(request, response, secret);
        return secret;
    }

    /** @return false if this HTTP session is somebody else's */
    private boolean enter(HttpServletRequest request, Admission admission) {
        HttpSession session = request.getSession(true);
        if (session.isNew() && !admission.isPersonal()) {
            session.setMaxInactiveInterval(PROGRAM_SESSION_SECONDS);
        }
        service.comesFrom(Network.subscriber(Callers.address(request)));
        return service.enter(admission.owner());
    }

    /** Somebody else has signed in at this browser, on another node: the server's session of the one before ends. */
    private void startAnew(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        request.getSession().invalidate();
        if (path.equals("/chat")) {
            refuse(response, path, new ParleyException(ErrorCode.SERVER_OVERLOADED, "once more", WHEN_LEAVING, null));
            return;
        }
        String query = request.getQueryString() == null ? "" : '?' + request.getQueryString();
        response.setStatus(TEMPORARY_REDIRECT);
        response.setHeader("Location", request.getRequestURI() + query);
    }

    /**
     * The conversation that is to be followed, the event store, room.
     *
     * @return what is kept for the socket, if it is one's handshake
     */
    private Places.@Nullable Place join(HttpServletRequest request, String path, Optional<String> followed) {
        boolean handshake = path.equals("/chat");
        boolean socket = handshake || asksForRoom(request, path);
        if (!socket && followed.isEmpty()) {
            return null;
        }
        Optional<String> conversation = socket ? Optional.ofNullable(request.getParameter("conversation")) : followed;
        conversation.ifPresent(service::check);
        if (connections.isLeaving()) {
            throw new ParleyException(ErrorCode.SERVER_RESTARTING, "stopping", WHEN_LEAVING, null);
        }
        if (load.isHigh() || (socket ? !connections.hasRoom() : !streams.hasRoom())) {
            throw new ParleyException(ErrorCode.SERVER_OVERLOADED, "full", WHEN_FULL, null);
        }
        String user = Callers.of(request).owner().id();
        String address = Network.subscriber(Callers.address(request));
        if (handshake) {
            return connections.keepPlace(user, address);
        }
        if (socket) {
            connections.checkPlace(user, address);
        }
        return null;
    }

    /** A browser's page is not told why its socket was refused: it asks. */
    private static boolean asksForRoom(HttpServletRequest request, String path) {
        return path.equals("/api/session") && "true".equals(request.getParameter("room"));
    }

    private void refuse(HttpServletResponse response, String path, ParleyException refusal) throws IOException {
        ErrorInfo error = refusal.info(LogContext.trace());
        LOG.log(
                Level.FINE,
                refusal,
                () -> "refused at " + path + ": " + error.code().wire());
        meters.refused(DoorMeters.At.DOOR, error.code());
        response.setStatus(ErrorBodies.status(error));
        ErrorBodies.retryAfter(error).ifPresent(seconds -> response.setHeader("Retry-After", seconds));
        response.setContentType("application/json;charset=UTF-8");
        response.getWriter().write(ErrorBodies.json(error));
    }
}
