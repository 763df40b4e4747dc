package dev.parley.provider.demo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request as the provider looks at it.
 *
 * @param path below {@code /demo}, begins with a slash
 * @param eventsWanted a header asks for server-sent events
 * @param fault what the header or the query asks for, without {@code /fault}
 */
record Call(
        String method,
        String path,
        @Nullable String authorization,
        boolean eventsWanted,
        @Nullable String fault,
        Body body) {

    /** The body, read when it is wanted. */
    @FunctionalInterface
    interface Body {
        /** @throws dev.parley.provider.demo.wire.Refusal when it is larger than the provider takes */
        String read() throws IOException;
    }

    /** Any key that looks like one is good. */
    boolean isAuthorized() {
        return authorization != null && authorization.matches("(?i:bearer) +sk-\\S{3,}");
    }
}
