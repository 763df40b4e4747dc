package dev.parley.provider;

import jakarta.enterprise.context.ApplicationScoped;
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

    private final AtomicReference<URI> learnt = new AtomicReference<>();

    /** A request has come in at this address of this machine. Only the first one counts. */
    public void learn(String scheme, String localAddress, int localPort, String contextPath) {
        if (learnt.get() == null) {
            String host = localAddress.contains(":") ? '[' + localAddress + ']' : localAddress;
            learnt.compareAndSet(null, URI.create(scheme + "://" + host + ':' + localPort + contextPath));
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
