package dev.parley.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.torture.ByteFault.Direction;
import dev.parley.torture.ByteFault.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the proxy between server and provider does to requests. */
@Timeout(30)
class ProviderProxyIT {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    private static final String EVENT = "id:1\nevent:result\ndata:{\"text\":\"word\"}\n\n";
    private static final String ANSWER = HEAD + EVENT.repeat(50);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final Listener provider = new Listener(threads, 10, link -> {
        InputStream in = link.near().getInputStream();
        StringBuilder request = new StringBuilder();
        while (request.indexOf("}") < 0) {
            request.append((char) in.read());
        }
        requests.add(request.toString());
        link.near().getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
        link.near().shutdownOutput();
        link.endsWithin(500);
    });
    private final ProviderProxy proxy = new ProviderProxy(threads, provider.port(), new Tally());

    @AfterEach
    void close() {
        proxy.close();
        provider.close();
        threads.shutdownNow();
    }

    @Test
    void knowsTheConversationByItsLastQuestion() throws Exception {
        plan(Attempt.UNDISTURBED);

        String body =
                "{\"first\":\"" + ProviderProxy.marker(7, 0) + "\",\"last\":\"" + ProviderProxy.marker(7, 1) + "\"}";
        assertThat(ask("POST / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body))
                .isEqualTo(ANSWER);

        assertThat(proxy.asked(7, 1)).isEqualTo(1);
        assertThat(proxy.asked(7, 0)).isZero();
        assertThat(requests.take())
                .contains("Connection: close")
                .doesNotContain("keep-alive")
                .endsWith(body);
    }

    @Test
    void readsARequestInChunks() throws Exception {
        plan(Attempt.UNDISTURBED);

        String body = "{\"q\":\"" + ProviderProxy.marker(7, 0) + "\"}";
        String chunks = "5\r\n" + body.substring(0, 5) + "\r\n" + Integer.toHexString(body.length() - 5) + "\r\n"
                + body.substring(5) + "\r\n0\r\n\r\n";
        assertThat(ask("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
                .isEqualTo(ANSWER);

        assertThat(requests.take()).contains("Content-Length: " + body.length()).endsWith(body);
    }

    @Test
    void refusesAsPlannedAndThenHelps() throws Exception {
        plan(Attempt.refused(429), Attempt.refused(503));

        assertThat(ask()).startsWith("HTTP/1.1 429 ").contains("Retry-After: 1");
        assertThat(ask()).startsWith("HTTP/1.1 503 ").doesNotContain("Retry-After");
        assertThat(ask()).isEqualTo(ANSWER);
        assertThat(proxy.asked(7, 0)).isEqualTo(3);
    }

    @Test
    void anEarlyEndIsBeforeTheEndOfTheFirstData() throws Exception {
        plan(
                Attempt.early(new ByteFault(Kind.FIN, Direction.DOWN, 20, 0, 0)),
                Attempt.early(new ByteFault(Kind.FIN, Direction.DOWN, 100_000, 0, 0)),
                Attempt.early(new ByteFault(Kind.RST, Direction.DOWN, 0, 0, 0)));

        assertThat(ask()).isEqualTo(ANSWER.substring(0, 20));
        assertThat(ask()).isEqualTo(ANSWER.substring(0, ANSWER.indexOf("}") + 1));
        assertThatThrownBy(this::ask).isInstanceOf(SocketException.class);
    }

    @Test
    void aBreakIsAfterTheThirdEvent() throws Exception {
        plan(
                new Attempt(0, null, List.of(), new ByteFault(Kind.FIN, Direction.DOWN, 0, 0, 0)),
                new Attempt(
                        0,
                        null,
                        List.of(new ByteFault(Kind.SPLIT, Direction.DOWN, 0, 0, 1)),
                        new ByteFault(Kind.FIN, Direction.DOWN, 10, 0, 0)));

        int fourth = HEAD.length() + 3 * EVENT.length() + EVENT.indexOf("data:") + 4;
        assertThat(ask()).isEqualTo(ANSWER.substring(0, fourth));
        assertThat(ask()).isEqualTo(ANSWER.substring(0, fourth + 10));
    }

    @Test
    void seesThatTheAskerHasGone() throws Exception {
        plan(Attempt.early(new ByteFault(Kind.HALF_OPEN, Direction.DOWN, 5, 20_000, 0)));

        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
            assertThat(proxy.open(7)).isEqualTo(1);
        }
        while (proxy.open(7) > 0) {
            Thread.sleep(10);
        }
    }

    private void plan(Attempt... attempts) {
        proxy.register(7, new ProviderProxy.Conversation() {
            @Override
            public Attempt attempt(int question, int number) {
                return number < attempts.length ? attempts[number] : Attempt.UNDISTURBED;
            }

            @Override
            public void tell(String line) {}
        });
    }

    private String ask() throws IOException {
        try (Socket socket = connect()) {
            return read(socket);
        }
    }

    private Socket connect() throws IOException {
        String body = "{\"q\":\"" + ProviderProxy.marker(7, 0) + "\"}";
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        write(socket, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return socket;
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            write(socket, request);
            return read(socket);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
