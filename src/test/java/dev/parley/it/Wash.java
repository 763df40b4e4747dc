package dev.parley.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Requests that carry no secret, longer than any that carried one: they take the buffers that a server uses again and again, for
 * what it reads, parses and sends.
 */
final class Wash {

    private static final int CONNECTIONS = 40;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Within the 8 KiB that the server takes as the head of a request. */
    private static final String SOAP = "soap".repeat(1_700);

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    Wash(URI base) {
        this.base = base;
    }

    void run() throws IOException {
        atOnce();
        all(request("/api/session").header("Cookie", "soap=" + SOAP));
        all(request("/api/conversations").header("Authorization", "Bearer " + SOAP));
        all(request("/"));
        atOnce();
    }

    /**
     * Each worker of the server has buffers of its own, and a few workers can do all the work. So each connection is left waiting
     * for its body, its worker with it, until the last one has been taken by a worker too.
     */
    private void atOnce() throws IOException {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(new Connection(base));
            }
            for (Connection connection : connections) {
                connection.awaitWorker();
            }
            for (Connection connection : connections) {
                connection.sendBody();
            }
            for (Connection connection : connections) {
                connection.awaitEnd();
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
    }

    private void all(HttpRequest.Builder request) {
        List<CompletableFuture<HttpResponse<Void>>> responses = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            responses.add(client.sendAsync(request.build(), BodyHandlers.discarding()));
        }
        responses.forEach(CompletableFuture::join);
    }

    /** A sign-in with soap for a password. */
    private static final class Connection implements AutoCloseable {
        /** Longer than the 64 KiB of a worker, part of which a request that is still held can keep from being used again. */
        private static final String BODY =
                Member.credentials("soap", SOAP.repeat(20)).toString();

        private final Socket socket;
        private final BufferedReader reader;

        Connection(URI base) throws IOException {
            socket = new Socket(base.getHost(), base.getPort());
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            send(String.join(
                    "\r\n",
                    "POST /api/sign-in HTTP/1.1",
                    "Host: " + base.getAuthority(),
                    "Connection: close",
                    "Expect: 100-continue",
                    "Content-Type: application/json",
                    "Content-Length: " + BODY.length(),
                    "Cookie: soap=" + SOAP,
                    "",
                    ""));
        }

        private void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Until the server asks for the body. */
        void awaitWorker() throws IOException {
            String status = reader.readLine();
            if (!"HTTP/1.1 100 Continue".equals(status)) {
                throw new IOException("asked for no body: " + status);
            }
        }

        void sendBody() throws IOException {
            send(BODY);
        }

        void awaitEnd() throws IOException {
            while (reader.readLine() != null) {
                // What it is told does not matter.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
