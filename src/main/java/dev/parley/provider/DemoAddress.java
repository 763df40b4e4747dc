package dev.parley.provider;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Where this application itself can be reached over HTTP, for the demo model that it serves. No standard tells an
 * application its port, so the first request that comes in does; {@code parley.demo.base-url} overrides it. Thread-safe.
 */
@ApplicationScoped
public class DemoAddress {

    /** Overrides what the first request tells, prefix included: {@code http://127.0.0.1:8080/demo/api/v1}. */
    public static final String KEY = "parley.demo.base-url";

    private static final int PROBE_MILLIS = 1_000;

    private final AtomicReference<URI> learnt = new AtomicReference<>();
    private volatile boolean serving;

    /** A request has come in at this address of this machine. Only the first one counts. */
    public void learn(String scheme, String localAddress, int localPort, String contextPath) {
        if (learnt.get() == null) {
            String host = localAddress.contains(":") ? '[' + localAddress + ']' : localAddress;
            learnt.compareAndSet(null, URI.create(scheme + "://" + host + ':' + localPort + contextPath));
        }
    }

    /**
     * Whether the demo model answers: it does not while this application is being started, and its address may not be
     * known yet. Blocks for at most two seconds.
     */
    public boolean isServing() {
        if (!serving) {
            serving = probe();
        }
        return serving;
    }

    /** Whatever the demo model says is JSON; a server without the application says something else. */
    private boolean probe() {
        try {
            HttpURLConnection connection = (HttpURLConnection) baseUrl().toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PROBE_MILLIS);
            connection.setReadTimeout(PROBE_MILLIS);
            connection.setInstanceFollowRedirects(false);
            try {
                String type = connection.getResponseCode() < HttpURLConnection.HTTP_INTERNAL_ERROR
                        ? connection.getContentType()
                        : null;
                return type != null && type.startsWith("application/json");
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    /** The base URL of the demo model's native interface. */
    public URI baseUrl() {
        Optional<URI> configured = ConfigProvider.getConfig()
                .getOptionalValue(KEY, String.class)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(URI::create);
        return configured.orElseGet(() -> {
            URI self = learnt.get();
            if (self == null) {
                throw new IllegalStateException("the demo model's address is not known yet; set " + KEY);
            }
            return URI.create(self + "/demo/api/v1");
        });
    }
}
