package dev.parley.provider;

import dev.parley.platform.TraceParent;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the place in the answer's trace that a provider is asked from: WildFly's own tracing puts another trace in its
 * place. Two filters around all others. Thread-safe.
 */
final class TraceparentGuard {

    private static final String PLACE = TraceparentGuard.class.getName();

    private TraceparentGuard() {}

    /** Before all others: notes it. */
    static final class Before implements ClientRequestFilter {
        @Override
        public void filter(ClientRequestContext request) {
            Object place = request.getHeaders().getFirst(TraceParent.HEADER);
            if (place != null) {
                request.setProperty(PLACE, place);
            }
        }
    }

    /** After all others: puts it back. */
    static final class After implements ClientRequestFilter {
        @Override
        public void filter(ClientRequestContext request) {
            Object place = request.getProperty(PLACE);
            if (place != null) {
                // Not putSingle: that changes the list that is there, and WildFly's is unmodifiable.
                request.getHeaders().put(TraceParent.HEADER, new ArrayList<>(List.of(place)));
            }
        }
    }
}
