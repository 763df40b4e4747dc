package dev.parley.identity;

import org.jspecify.annotations.Nullable;

/**
 * What a request shows of who sends it.
 *
 * @param authorization the header, or null
 * @param cookie the sign-in cookie's value, or null
 * @param address where it comes from
 */
public record Credentials(
        @Nullable String authorization, @Nullable String cookie, String address) {

    /** What it shows is secret. */
    @Override
    public String toString() {
        return "Credentials[" + (authorization != null ? "authorization" : cookie != null ? "cookie" : "none") + ']';
    }
}
