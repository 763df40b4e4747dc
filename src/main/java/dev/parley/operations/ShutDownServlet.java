package dev.parley.operations;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;

/**
 * Serves nothing; its end is the first thing an application hears of its stop on servers that close the sockets next,
 * before they tell CDI (Payara: servlets, then filters, then listeners). So the graceful stop is over by then.
 */
public class ShutDownServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient ShutDown shutDown;

    @Inject
    public ShutDownServlet(ShutDown shutDown) {
        this.shutDown = shutDown;
    }

    @Override
    public void destroy() {
        shutDown.stop();
    }
}
