package dev.parley.provider.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The fault a query string asks for. */
final class QueryFault {

    private static final String NAME = "fault=";

    private QueryFault() {}

    static @Nullable String in(@Nullable String query) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&")) {
            if (pair.startsWith(NAME)) {
                return decoded(pair.substring(NAME.length()));
            }
        }
        return null;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
