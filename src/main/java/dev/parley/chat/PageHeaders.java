package dev.parley.chat;

import dev.parley.provider.DemoAddress;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Security and caching headers for everything that is served; also tells the application its own address. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class PageHeaders extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final String POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data: https:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'";
    /**
     * Diagrams are drawn in a frame of their own, because they need inline styles; it can reach nothing, and the page takes only
     * an image from it.
     */
    private static final String DIAGRAM = "/diagram.html";

    private static final String DIAGRAM_POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final transient DemoAddress address;

    @Inject
    public PageHeaders(DemoAddress address) {
        this.address = address;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        address.learn(
                request.isSecure() ? "https" : "http",
                request.getLocalAddr(),
                request.getLocalPort(),
                request.getContextPath());
        String path = path(request);
        response.setHeader("Content-Security-Policy", DIAGRAM.equals(path) ? DIAGRAM_POLICY : POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        if (path.startsWith("/assets/")) {
            // Their names hold a hash of what is in them.
            response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
        } else {
            response.setHeader("Cache-Control", "no-cache");
        }
        chain.doFilter(request, response);
    }

    /** Of a static file Open Liberty says it all in the path info, the others in the servlet path. */
    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }
}
