package dev.parley.chat;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which pages may talk to this server: its own, and those that the operator names. Programs send neither an origin nor
 * {@code Sec-Fetch-Site}, and browsers let no page leave them out or make them up.
 */
final class Origins {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String HTTP_PORT = ":80";
    private static final String HTTPS_PORT = ":443";

    private final Set<String> allowed;

    /** @param allowed origins such as {@code https://chat.example.org} */
    Origins(List<String> allowed) {
        this.allowed = allowed.stream()
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean accepts(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null && allowed.contains(origin.toLowerCase(Locale.ROOT))) {
            return true;
        }
        boolean foreign = origin != null && !isOwn(origin, request);
        return !foreign && !(isCrossSite(request) && changes(request));
    }

    private static boolean isCrossSite(HttpServletRequest request) {
        return "cross-site".equalsIgnoreCase(request.getHeader("Sec-Fetch-Site"));
    }

    /** Whether more happens than that something is read: an upgrade opens a door for commands. */
    private static boolean changes(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null || !READING.contains(request.getMethod());
    }

    /**
     * A browser sets Host to what it connects to, so a page of another site cannot forge the match. Behind a proxy that is not
     * trusted the encryption is not known: so a page over TLS may talk to a server that knows of none, not the other way round.
     */
    private static boolean isOwn(String origin, HttpServletRequest request) {
        try {
            URI page = URI.create(origin);
            boolean secure = "https".equalsIgnoreCase(page.getScheme());
            String authority = page.getRawAuthority();
            String host = request.getHeader("Host");
            return authority != null
                    && host != null
                    && (secure || !request.isSecure())
                    && withoutPort(authority, secure).equalsIgnoreCase(withoutPort(host, secure));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without the port that goes without saying. */
    private static String withoutPort(String authority, boolean secure) {
        String port = secure ? HTTPS_PORT : HTTP_PORT;
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
