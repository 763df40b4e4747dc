package dev.parley.chat;

import dev.parley.identity.Gatekeeper;
import dev.parley.identity.oidc.OidcDesk;
import dev.parley.identity.oidc.OidcSettings;
import dev.parley.platform.LogContext;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.ParleyException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to the OpenID provider and back. It always ends on the page: signed in, or with the code of what went wrong. What
 * is known of a browser in between lies in a cookie of its own, so it may come back to another node.
 */
@WebServlet({OpenIdServlet.PATH, OpenIdServlet.PATH + "/callback"})
public class OpenIdServlet extends HttpServlet {

    static final String PATH = "/auth/oidc";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(OpenIdServlet.class.getName());
    private static final String COOKIE = "parley_oidc_";
    private static final int MOST_QUERY_CHARS = 8_000;

    private final transient OidcDesk desk;
    private final transient Gatekeeper gatekeeper;

    @Inject
    public OpenIdServlet(OidcDesk desk, Gatekeeper gatekeeper) {
        this.desk = desk;
        this.gatekeeper = gatekeeper;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        Optional<OidcSettings> settings = desk.settings();
        if (settings.isEmpty()) {
            notHere(response);
            return;
        }
        String page = settings.get().home().toString();
        String to;
        try {
            to = request.getServletPath().equals(PATH)
                    ? leave(request, response, page)
                    : page + arrive(request, response, page);
        } catch (ParleyException e) {
            to = page + "#/sign-in?error=" + e.code().wire();
        } catch (RuntimeException e) {
            try (LogContext.Scope logged = LogContext.currentOrNew().enter()) {
                LOG.log(Level.SEVERE, "a sign-in by OpenID broke down", e);
            }
            to = page + "#/sign-in?error=" + ErrorCode.SIGN_IN_FAILED.wire();
        }
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", to);
    }

    /** @return where the provider is */
    private String leave(HttpServletRequest request, HttpServletResponse response, String page) {
        String wanted = request.getParameter("return");
        OidcDesk.Leaving leaving = desk.leave(wanted == null ? "" : wanted, Callers.place(request));
        setCookie(response, page, COOKIE + leaving.key(), leaving.sealed(), OidcDesk.DEPARTURE_LIFE);
        return leaving.to().toString();
    }

    /** @return the fragment to go on at */
    private String arrive(HttpServletRequest request, HttpServletResponse response, String page) {
        String state = request.getParameter("state");
        String name = COOKIE + OidcDesk.key(state == null ? "" : state);
        String sealed = cookie(request, name);
        if (sealed != null) {
            setCookie(response, page, name, "", Duration.ZERO);
        }
        String query = request.getQueryString();
        OidcDesk.Arrived arrived = desk.arrive(
                query == null || query.length() > MOST_QUERY_CHARS ? "" : query, sealed, Callers.place(request));
        SignInCookie.set(
                request,
                response,
                arrived.entered().signIn().secret(),
                gatekeeper.settings().life());
        SignInResource.forgetHttpSession(request);
        return arrived.returnTo();
    }

    private static void notHere(HttpServletResponse response) throws IOException {
        ErrorInfo error = ErrorInfo.of(ErrorCode.NOT_FOUND, LogContext.trace());
        response.setStatus(ErrorBodies.status(error));
        response.setContentType("application/json;charset=UTF-8");
        response.getWriter().write(ErrorBodies.json(error));
    }

    private static @Nullable String cookie(HttpServletRequest request, String name) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (name.equals(cookie.getName())) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    /** Lax, not strict: the provider's answer is a link from another site. */
    private static void setCookie(HttpServletResponse response, String page, String name, String value, Duration life) {
        Cookie cookie = new Cookie(name, value);
        cookie.setHttpOnly(true);
        cookie.setSecure(page.startsWith("https:"));
        cookie.setPath(PATH);
        cookie.setMaxAge((int) life.toSeconds());
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
    }
}
