package dev.parley.chat;

import dev.parley.platform.Settings;
import dev.parley.provider.DemoAddress;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * Comes first (see web.xml), and lets everything behind it see the client where a trusted proxy stands in between: its
 * address, whether its connection is encrypted, and the host it has asked for. Also tells the application its own address.
 */
public class Forwarded extends HttpFilter {

    private static final long serialVersionUID = 1L;
    /** Set on a request that a trusted proxy has passed on, whose address is its client's. */
    static final String BELIEVED = Forwarded.class.getName();

    private static final Logger LOG = Logger.getLogger(Forwarded.class.getName());

    private final transient DemoAddress address;
    private final transient Proxies proxies;
    private final AtomicBoolean warned = new AtomicBoolean();

    @Inject
    public Forwarded(DemoAddress address, Config config) {
        this.address = address;
        this.proxies = Proxies.read(Settings.of(config));
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings) {
        Proxies.read(settings);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        address.learn(
                request.isSecure() ? "https" : "http",
                request.getLocalAddr(),
                request.getLocalPort(),
                request.getContextPath());
        if (proxies.sent(request)) {
            request.setAttribute(BELIEVED, Boolean.TRUE);
            chain.doFilter(new ForwardedRequest(request, proxies), response);
            return;
        }
        if (request.getHeader("X-Forwarded-For") != null && warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "{0} says for whom it asks (X-Forwarded-For), and is not believed: if it is your reverse proxy,"
                            + " name it in parley.trusted-proxies, or all its users count as one address",
                    request.getRemoteAddr());
        }
        chain.doFilter(request, response);
    }
}
