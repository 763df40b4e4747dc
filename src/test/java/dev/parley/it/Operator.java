package dev.parley.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Who has a browser's tests change a server's settings: a POST of a properties file restarts it with them. */
final class Operator implements AutoCloseable {

    private static final int NO_CONTENT = 204;
    private static final int BROKEN = 500;

    private final LocalServer server;
    private final HttpServer desk;

    Operator(LocalServer server) throws IOException {
        this.server = server;
        desk = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        desk.createContext("/", this::restart);
        desk.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + desk.getAddress().getPort() + '/');
    }

    private void restart(HttpExchange exchange) throws IOException {
        try (exchange) {
            Properties wanted = new Properties();
            wanted.load(new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8));
            wanted.stringPropertyNames().forEach(key -> server.set(key, wanted.getProperty(key)));
            int status = BROKEN;
            try {
                server.restart();
                status = NO_CONTENT;
            } finally {
                exchange.sendResponseHeaders(status, -1);
            }
        }
    }

    @Override
    public void close() {
        desk.stop(0);
    }
}
