package dev.parley.provider.demo;

import dev.parley.platform.Threads;
import dev.parley.provider.demo.wire.Reply;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The door to the demo provider. The container's thread reads the request; pieces are written by the application's. */
@WebServlet(urlPatterns = "/demo/*", asyncSupported = true)
@SuppressWarnings("NullAway.Init")
public class DemoServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Clock clock = Clock.systemUTC();
    private transient Threads threads;
    private transient DemoConfig config;
    private transient DemoProvider provider;

    @Inject
    void wire(Threads ownThreads, DemoConfig settings) {
        threads = ownThreads;
        config = settings;
    }

    @Override
    public void init() {
        provider = new DemoProvider(config.pace());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!config.enabled()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Call call = call(request);
        Exchange exchange = DemoProvider.exchange(UUID.randomUUID().toString(), call, clock.instant());
        Reply reply = provider.reply(call, exchange);
        exchange.answered(reply.status());
        deliver(reply, exchange, request.startAsync(request, response), response);
    }

    private void deliver(Reply reply, Exchange exchange, AsyncContext async, HttpServletResponse response)
            throws IOException {
        ServletChannel channel = new ServletChannel(async, response, reply, exchange.id());
        Delivery delivery = new Delivery(channel, reply, exchange, threads, threads.blocking(), clock);
        channel.onEnd(delivery::end);
        delivery.start();
    }

    private static Call call(HttpServletRequest request) {
        String path = request.getPathInfo();
        return new Call(
                request.getMethod(),
                path == null ? "/" : path,
                request.getHeader("Authorization"),
                wantsEvents(request),
                fault(request),
                () -> BodyReader.read(request.getInputStream(), request.getContentLengthLong()));
    }

    private static boolean wantsEvents(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return "enable".equalsIgnoreCase(request.getHeader("X-DashScope-SSE"))
                || accept != null && accept.contains("text/event-stream");
    }

    /** The query is read from the address only: asking for parameters could read the body. */
    private static @Nullable String fault(HttpServletRequest request) {
        String header = request.getHeader("X-Demo-Fault");
        return header == null ? QueryFault.in(request.getQueryString()) : header;
    }
}
