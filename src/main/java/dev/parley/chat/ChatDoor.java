package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Guests;
import dev.parley.platform.Ids;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.ParleyException;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The check before every socket and REST call: the page's origin, room for one more socket, and who it is. Refusals
 * are HTTP answers, before any upgrade.
 */
@WebFilter(
        urlPatterns = {"/chat", "/api/*"},
        asyncSupported = true)
public class ChatDoor extends HttpFilter {

    private static final long serialVersionUID = 1L;
    /** Asked by probes and scripts: it needs nobody's session. */
    private static final String MODELS = "/api/models";

    /** Read by whoever has the link: they are not to be known. */
    private static final String SHARED = "/api/shared/";

    private static final Duration WHEN_FULL = Duration.ofSeconds(30);
    private static final Duration WHEN_LEAVING = Duration.ofSeconds(2);
    private static final String GUEST_COOKIE = "parley_guest";
    private static final int COOKIE_SECONDS = (int) Duration.ofDays(365).toSeconds();

    private final transient ConversationService service;
    private final transient Connections connections;
    private final transient EventStreams streams;
    private final transient Origins origins;

    @Inject
    public ChatDoor(
            ConversationService service,
            Connections connections,
            EventStreams streams,
            @ConfigProperty(name = "parley.allowed-origins") Optional<String> allowed) {
        this.service = service;
        this.connections = connections;
        this.streams = streams;
        this.origins = new Origins(List.of(allowed.orElse("").split(",")));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean socket = request.getServletPath().equals("/chat");
        Optional<String> followed = EventStreams.conversationOf(request);
        if (!origins.accepts(request)) {
            refuse(response, ErrorInfo.of(ErrorCode.ORIGIN_REFUSED, Ids.trace()));
        } else if (socket && !connections.hasRoom() || followed.isPresent() && !streams.hasRoom()) {
            refuse(
                    response,
                    connections.isLeaving()
                            ? new ErrorInfo(ErrorCode.SERVER_RESTARTING, WHEN_LEAVING, Ids.trace())
                            : new ErrorInfo(ErrorCode.SERVER_OVERLOADED, WHEN_FULL, Ids.trace()));
        } else {
            if (!isPublic(request)) {
                request.getSession(true);
                service.enter(Guests.of(guestSecret(request, response)));
            }
            if (followed.isPresent()) {
                follow(request, response, followed.get());
            } else {
                chain.doFilter(request, response);
            }
        }
    }

    private static boolean isPublic(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.endsWith(MODELS) || path.startsWith(SHARED);
    }

    private void follow(HttpServletRequest request, HttpServletResponse response, String conversationId)
            throws IOException {
        try {
            service.check(conversationId);
        } catch (ParleyException e) {
            refuse(response, e.info(Ids.trace()));
            return;
        }
        streams.open(request, response, conversationId);
    }

    private static String guestSecret(HttpServletRequest request, HttpServletResponse response) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (GUEST_COOKIE.equals(cookie.getName()) && Guests.isSecret(cookie.getValue())) {
                    return cookie.getValue();
                }
            }
        }
        String secret = Guests.newSecret();
        Cookie cookie = new Cookie(GUEST_COOKIE, secret);
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        cookie.setPath(request.getContextPath().isEmpty() ? "/" : request.getContextPath());
        cookie.setMaxAge(COOKIE_SECONDS);
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
        return secret;
    }

    private static void refuse(HttpServletResponse response, ErrorInfo error) throws IOException {
        response.setStatus(ErrorBodies.status(error));
        ErrorBodies.retryAfter(error).ifPresent(seconds -> response.setHeader("Retry-After", seconds));
        response.setContentType("application/json;charset=UTF-8");
        response.getWriter().write(ErrorBodies.json(error));
    }
}
