package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.TraceParent;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceparentGuardTest {

    private static final String OURS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String SERVERS = "00-11111111111111111111111111111111-2222222222222222-01";

    private final MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
    private final Map<String, Object> properties = new HashMap<>();

    @Test
    void putsBackWhatTheServersTracingReplacedByAListNobodyMayChange() {
        headers.putSingle(TraceParent.HEADER, OURS);

        new TraceparentGuard.Before().filter(request());
        headers.put(TraceParent.HEADER, List.of(SERVERS));
        new TraceparentGuard.After().filter(request());

        assertThat(headers.get(TraceParent.HEADER)).containsExactly(OURS);
    }

    @Test
    void leavesARequestAloneThatHasNone() {
        new TraceparentGuard.Before().filter(request());
        headers.put(TraceParent.HEADER, List.of(SERVERS));
        new TraceparentGuard.After().filter(request());

        assertThat(headers.get(TraceParent.HEADER)).containsExactly(SERVERS);
    }

    private ClientRequestContext request() {
        return (ClientRequestContext) Proxy.newProxyInstance(
                TraceparentGuardTest.class.getClassLoader(),
                new Class<?>[] {ClientRequestContext.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getHeaders" -> headers;
                    case "getProperty" -> properties.get((String) arguments[0]);
                    case "setProperty" -> properties.put((String) arguments[0], arguments[1]);
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }
}
