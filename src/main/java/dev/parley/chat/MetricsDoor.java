package dev.parley.chat;

import dev.parley.platform.Network;
import dev.parley.platform.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * Who may read the metrics without a key: by their address. A request that has come by a proxy, and not by a trusted
 * one, does not show where it is from: such a one never may.
 */
@ApplicationScoped
public class MetricsDoor {

    /** Where they are read. */
    public static final String PATH = "/api/metrics";

    private static final String ALLOWED = "parley.metrics.allowed";
    private static final List<Network> LOOPBACK = List.of(Network.of("127.0.0.0/8"), Network.of("::1"));
    private static final List<String> BY_A_PROXY = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via");

    private final List<Network> allowed;

    @Inject
    public MetricsDoor(Config config) {
        this.allowed = read(Settings.of(config));
    }

    /** For the proxy. */
    protected MetricsDoor() {
        allowed = List.of();
    }

    private static List<Network> read(Settings settings) {
        return settings.names(ALLOWED).isEmpty() ? LOOPBACK : Network.read(settings, ALLOWED);
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings) {
        read(settings);
    }

    /** Whether the address that it comes from is enough. */
    public boolean lets(HttpServletRequest request) {
        boolean known = request.getAttribute(Forwarded.BELIEVED) != null
                || BY_A_PROXY.stream().allMatch(header -> request.getHeader(header) == null);
        return known
                && Network.parse(Callers.address(request))
                        .filter(address -> allowed.stream().anyMatch(network -> network.contains(address)))
                        .isPresent();
    }
}
