package dev.parley.chat;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cookies by which a browser is known. Behind TLS their names begin with {@code __Host-}, which no other host of the
 * domain and no unencrypted page can set.
 */
final class SignInCookie {

    private static final String SIGN_IN = "parley_sign_in";
    private static final String GUEST = "parley_guest";
    private static final Duration GUEST_LIFE = Duration.ofDays(365);

    private SignInCookie() {}

    static @Nullable String read(HttpServletRequest request) {
        return value(request, name(SIGN_IN, request));
    }

    static void set(HttpServletRequest request, HttpServletResponse response, String secret, Duration life) {
        add(request, response, name(SIGN_IN, request), secret, life);
    }

    static void clear(HttpServletRequest request, HttpServletResponse response) {
        add(request, response, name(SIGN_IN, request), "", Duration.ZERO);
    }

    static @Nullable String guest(HttpServletRequest request) {
        return value(request, GUEST);
    }

    static void setGuest(HttpServletRequest request, HttpServletResponse response, String secret) {
        add(request, response, GUEST, secret, GUEST_LIFE);
    }

    private static String name(String plain, HttpServletRequest request) {
        return request.isSecure() ? "__Host-" + plain : plain;
    }

    private static @Nullable String value(HttpServletRequest request, String name) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (name.equals(cookie.getName())) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    private static void add(
            HttpServletRequest request, HttpServletResponse response, String name, String value, Duration life) {
        Cookie cookie = new Cookie(name, value);
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        cookie.setPath("/");
        cookie.setMaxAge((int) Math.min(Integer.MAX_VALUE, life.toSeconds()));
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
    }
}
