package dev.parley.chat;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which pages may talk to this server: its own, and those that the operator names. Programs send no origin. */
final class Origins {

    private final Set<String> allowed;

    /** @param allowed origins such as {@code https://chat.example.org} */
    Origins(List<String> allowed) {
        this.allowed = allowed.stream()
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean accepts(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        return allowed.contains(origin.toLowerCase(Locale.ROOT)) || isOwn(origin, request.getHeader("Host"));
    }

    /** A browser sets Host to what it connects to, so a page of another site cannot forge the match. */
    private static boolean isOwn(String origin, String host) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
