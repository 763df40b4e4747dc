package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Guests;
import dev.parley.platform.Ids;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
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
    private static final String PUBLIC = "/api/models";

    private static final String GUEST_COOKIE = "parley_guest";
    private static final int COOKIE_SECONDS = (int) Duration.ofDays(365).toSeconds();

    private final transient ConversationService service;
    private final transient Connections connections;
    private final transient Origins origins;

    @Inject
    public ChatDoor(
            ConversationService service,
            Connections connections,
            @ConfigProperty(name = "parley.allowed-origins") Optional<String> allowed) {
        this.service = service;
        this.connections = connections;
        this.origins = new Origins(List.of(allowed.orElse("").split(",")));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean socket = request.getServletPath().equals("/chat");
        if (!origins.accepts(request)) {
            refuse(response, HttpServletResponse.SC_FORBIDDEN, ErrorCode.ORIGIN_REFUSED);
        } else if (socket && !connections.hasRoom()) {
            response.setHeader("Retry-After", "30");
            refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, ErrorCode.SERVER_OVERLOADED);
        } else {
            if (!request.getRequestURI().endsWith(PUBLIC)) {
                request.getSession(true);
                service.enter(Guests.of(guestSecret(request, response)));
            }
            chain.doFilter(request, response);
        }
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

    private static void refuse(HttpServletResponse response, int status, ErrorCode code) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.getWriter().write(ErrorBodies.json(ErrorInfo.of(code, Ids.trace())));
    }
}
