package dev.parley.chat;

import dev.parley.platform.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.microprofile.config.Config;

/** Security and caching headers for everything that is served. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class PageHeaders extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final String POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:%s; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'";
    /**
     * Diagrams are drawn in a frame of their own, because they need inline styles; it can reach nothing, and the page takes only
     * an image from it.
     */
    private static final String DIAGRAM = "/diagram.html";

    private static final String DIAGRAM_POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /** What the page never asks for, so nothing that gets into it can. */
    private static final String PERMISSIONS = "accelerometer=(), camera=(), display-capture=(), geolocation=(),"
            + " gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    /** A year; of this host only, the operator's other hosts are not ours to decide on. */
    private static final String TLS_ONLY = "max-age=31536000";

    private final String policy;

    @Inject
    public PageHeaders(Config config) {
        this.policy = String.format(POLICY, ImageHosts.of(config).sources());
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings) {
        ImageHosts.read(settings);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = path(request);
        boolean diagram = DIAGRAM.equals(path);
        response.setHeader("Content-Security-Policy", diagram ? DIAGRAM_POLICY : policy);
        response.setHeader("X-Frame-Options", diagram ? "SAMEORIGIN" : "DENY");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Permissions-Policy", PERMISSIONS);
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", TLS_ONLY);
        }
        response.setHeader("Cache-Control", caching(path));
        chain.doFilter(request, response);
    }

    private static String caching(String path) {
        if (path.startsWith("/assets/")) {
            // Their names hold a hash of what is in them.
            return "public, max-age=31536000, immutable";
        }
        return path.startsWith("/api/") ? "no-store" : "no-cache";
    }

    /** Of a static file Open Liberty says it all in the path info, the others in the servlet path. */
    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }
}
