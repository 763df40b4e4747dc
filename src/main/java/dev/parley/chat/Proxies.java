package dev.parley.chat;

import dev.parley.platform.Network;
import dev.parley.platform.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the headers that a reverse proxy adds: all of it, if the proxy is one that the operator trusts, and
 * nothing, if it is anybody else, who could write them as they like.
 */
final class Proxies {

    private static final String KEY = "parley.trusted-proxies";

    /** More hops than this are not looked at. */
    private static final int MOST_HOPS = 32;

    private final List<Network> trusted;

    private Proxies(List<Network> trusted) {
        this.trusted = trusted;
    }

    /** Faulty values become faults of the settings. */
    static Proxies read(Settings settings) {
        return new Proxies(Network.read(settings, KEY));
    }

    /** Whether the request comes straight from a trusted proxy. */
    boolean sent(HttpServletRequest request) {
        return Network.parse(request.getRemoteAddr()).filter(this::trusts).isPresent();
    }

    private boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    /**
     * Who the request comes from, if {@link #sent}: each proxy writes down who it was asked by, at the end; so the last one that
     * is no trusted proxy is the client, and what stands before it is only what the client says.
     */
    String address(HttpServletRequest request) {
        String known = request.getRemoteAddr();
        for (String hop : hops(request)) {
            Optional<InetAddress> address = Network.parse(bare(hop));
            if (address.isEmpty()) {
                return known;
            }
            known = address.get().getHostAddress();
            if (!trusts(address.get())) {
                return known;
            }
        }
        return known;
    }

    /** The nearest first. */
    private static List<String> hops(HttpServletRequest request) {
        List<String> hops = new ArrayList<>();
        for (String header : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            for (String hop : header.split(",")) {
                hops.add(hop.strip());
            }
        }
        Collections.reverse(hops);
        return hops.subList(0, Math.min(MOST_HOPS, hops.size()));
    }

    /** Without the port that some proxies add: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
    private static String bare(String hop) {
        if (hop.startsWith("[") && hop.contains("]")) {
            return hop.substring(1, hop.indexOf(']'));
        }
        boolean port = hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':');
        return port ? hop.substring(0, hop.indexOf(':')) : hop;
    }

    /** Whether the client's connection is encrypted, as the nearest proxy says; null if it does not say. */
    static @Nullable Boolean secure(HttpServletRequest request) {
        String scheme = last(request, "X-Forwarded-Proto");
        return scheme == null ? null : scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
    }

    /** The host, and the port if any, that the client has asked for, as the nearest proxy says; null if it does not say. */
    static @Nullable String host(HttpServletRequest request) {
        return last(request, "X-Forwarded-Host");
    }

    private static @Nullable String last(HttpServletRequest request, String name) {
        List<String> headers = Collections.list(request.getHeaders(name));
        if (headers.isEmpty()) {
            return null;
        }
        String header = headers.get(headers.size() - 1);
        String value = header.substring(header.lastIndexOf(',') + 1).strip();
        return value.isEmpty() ? null : value;
    }
}
