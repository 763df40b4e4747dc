package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody can do to the server who does not play by the rules, while somebody else goes on undisturbed. */
@Timeout(240)
class AbuseIT extends Server {

    private static final String DEMO = "demo-chat";
    private static final int FRAMES = 10_000;
    private static final int TOGETHER = 50;
    private static final int SOCKETS = 5_000;
    private static final int ALLOWED_SOCKETS = 50;
    private static final int HALF_OPEN = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DEAF_PATIENCE = Duration.ofSeconds(120);

    private final Browser bystander = new Browser(uri("/"));
    private final Browser attacker = new Browser(uri("/"));

    /** Asks for a long answer, has the attack go on meanwhile, and insists on the whole text. */
    private void undisturbedBy(Attack attack) throws Exception {
        try (Browser.Tab tab = bystander.tab()) {
            String message = tab.ask("/long 8000", DEMO).getString("messageId");
            attack.run();
            assertThat(tab.awaitEnd(message)).isEqualTo("complete");
            assertThat(tab.text(message)).hasSize(8_000);
        }
        try (Browser.Tab tab = bystander.tab()) {
            String message = tab.ask("/long 100", DEMO).getString("messageId");
            assertThat(tab.awaitEnd(message)).isEqualTo("complete");
        }
    }

    @FunctionalInterface
    private interface Attack {
        void run() throws Exception;
    }

    /** A socket that takes whatever comes and remembers only whether a pong came and whether it is closed. */
    private static final class Wild implements WebSocket.Listener {
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final Semaphore pongs = new Semaphore(0);
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                if (partial.indexOf("\"pong\"") >= 0) {
                    pongs.release();
                }
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            pongs.release();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(-1);
            pongs.release();
        }
    }

    private WebSocket open(Wild wild) {
        return attacker.socket()
                .subprotocols("parley.v1")
                .buildAsync(attacker.chat(), wild)
                .join();
    }

    @Test
    void tenThousandMalformedFramesAreEachRefused() throws Exception {
        undisturbedBy(() -> {
            Malformed malformed = new Malformed(new Random(20_261_125));
            Wild wild = new Wild();
            WebSocket socket = open(wild);
            int sockets = 1;
            for (int sent = 0; sent < FRAMES; sent += TOGETHER) {
                if (wild.closed.isDone()) {
                    wild = new Wild();
                    socket = open(wild);
                    sockets++;
                }
                send(socket, malformed);
                assertThat(wild.pongs.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("an answer after frame " + sent)
                        .isTrue();
            }
            socket.abort();
            assertThat(sockets)
                    .as("JSON that is not understood closes no socket")
                    .isLessThan(FRAMES / TOGETHER);
        });
    }

    /** So many, and a ping whose answer says that all were read; a server may have closed the socket meanwhile. */
    private static void send(WebSocket socket, Malformed malformed) {
        try {
            for (int i = 0; i < TOGETHER; i++) {
                socket.sendText(malformed.next(), true).join();
            }
            socket.sendText("{\"type\":\"ping\"}", true).join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void framesThatAreTooLargeOrBinaryCloseTheirSocketOnly() throws Exception {
        undisturbedBy(() -> {
            for (int length : new int[] {300_000, 2_000_000, 8_000_000}) {
                Wild wild = new Wild();
                WebSocket socket = open(wild);
                sendAll(socket, "x".repeat(length));
                assertThat(wild.closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("%d characters", length)
                        .isIn(1009, 4413, 1011, 1006, -1);
            }
            Wild wild = new Wild();
            WebSocket socket = open(wild);
            socket.sendBinary(ByteBuffer.allocate(100), true).join();
            socket.abort();
        });
    }

    /** The server may close before it has read it all. */
    private static void sendAll(WebSocket socket, String text) {
        try {
            socket.sendText(text, true).join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aUserHasSoManySocketsHoweverManyTheyOpen() throws Exception {
        List<WebSocket> open = new ArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        undisturbedBy(() -> {
            for (int tried = 0; tried < SOCKETS; tried += 100) {
                List<CompletableFuture<WebSocket>> attempts = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    attempts.add(attacker.socket()
                            .subprotocols("parley.v1")
                            .buildAsync(attacker.chat(), new WebSocket.Listener() {}));
                }
                for (CompletableFuture<WebSocket> attempt : attempts) {
                    try {
                        open.add(attempt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                    } catch (ExecutionException e) {
                        assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
                        HttpResponse<?> response = ((WebSocketHandshakeException) e.getCause()).getResponse();
                        assertThat(response.statusCode()).isEqualTo(429);
                        refused.incrementAndGet();
                    }
                }
            }
        });
        // Also of those that came at the same moment.
        assertThat(open).hasSize(ALLOWED_SOCKETS);
        assertThat(refused.get()).isEqualTo(SOCKETS - ALLOWED_SOCKETS);
        // No browser tells its page what the handshake was answered.
        HttpResponse<String> asked = attacker.get("/api/session?room=true");
        assertThat(asked.statusCode()).isEqualTo(429);
        assertThat(asked.body()).contains("too-many-sockets");
        assertThat(asked.headers().firstValue("Retry-After")).isPresent();
        assertThat(attacker.get("/api/session").statusCode()).isEqualTo(200);
        open.forEach(WebSocket::abort);
        await().atMost(PATIENCE).until(this::comesIn);
        await().atMost(PATIENCE)
                .until(() -> attacker.get("/api/session?room=true").statusCode() == 200);
    }

    private boolean comesIn() {
        try {
            attacker.socket()
                    .subprotocols("parley.v1")
                    .buildAsync(attacker.chat(), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    @Test
    void handshakesThatNeverEndHinderNobody() throws Exception {
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < HALF_OPEN; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri("/").getPort());
                socket.getOutputStream().write(bytes("GET /chat HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
                halfOpen.add(socket);
            }
            undisturbedBy(() -> {
                for (int round = 0; round < 20; round++) {
                    drip(halfOpen);
                    long began = System.nanoTime();
                    assertThat(get("/api/models").statusCode()).isEqualTo(200);
                    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
                }
            });
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    /** More than any server has threads for requests: Payara's own would each wait for ever. */
    @Test
    void framesThatComeWithTheirHandshakeHinderNobody() throws Exception {
        undisturbedBy(() -> {
            for (int i = 0; i < HALF_OPEN; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri("/").getPort())) {
                    socket.setSoTimeout((int) PATIENCE.toMillis());
                    ByteArrayOutputStream hasty = new ByteArrayOutputStream();
                    hasty.write(bytes(handshake()));
                    hasty.write(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8});
                    socket.getOutputStream().write(hasty.toByteArray());
                    byte[] status = socket.getInputStream().readNBytes(12);
                    assertThat(new String(status, StandardCharsets.US_ASCII)).isIn("HTTP/1.1 400", "HTTP/1.1 101");
                }
            }
            assertThat(get("/api/models").statusCode()).isEqualTo(200);
        });
    }

    /** The server may have lost its patience with some. */
    private static void drip(List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.getOutputStream().write('x');
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    @Test
    void whoNeverReadsHindersNobodyAndIsClosed() throws Exception {
        String conversation;
        try (Browser.Tab tab = attacker.tab()) {
            JsonObject ack = tab.ask("/long 80000 fast", DEMO);
            conversation = ack.getString("conversationId");
        }
        List<Socket> deaf = new ArrayList<>();
        try {
            undisturbedBy(() -> {
                for (int i = 0; i < ALLOWED_SOCKETS; i++) {
                    deaf.add(deaf(conversation));
                }
                // A server may answer the handshake before it tells the application of the socket.
                await().atMost(PATIENCE)
                        .until(() -> attacker.get("/api/session?room=true").statusCode() == 429);
                assertThat(attacker.get("/api/conversations/" + conversation).statusCode())
                        .isEqualTo(200);
            });
            // Nothing of ours closes them: there is room again once the server has.
            await().atMost(DEAF_PATIENCE)
                    .until(() -> attacker.get("/api/session?room=true").statusCode() == 200);
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
        }
    }

    /** Follows the conversation and takes nothing of what comes. */
    private Socket deaf(String conversation) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2_048);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri("/").getPort()), 10_000);
        OutputStream out = socket.getOutputStream();
        out.write(bytes(handshake()));
        byte[] status = socket.getInputStream().readNBytes(12);
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
        String frame = Json.createObjectBuilder()
                .add("type", "subscribe")
                .add("ref", "1")
                .add("conversationId", conversation)
                .build()
                .toString();
        byte[] text = bytes(frame);
        assertThat(text.length).isLessThan(126);
        // One masked text frame; a mask of zeros leaves it as it is.
        out.write(new byte[] {(byte) 0x81, (byte) (0x80 | text.length), 0, 0, 0, 0});
        out.write(text);
        return socket;
    }

    private String handshake() {
        return "GET /chat HTTP/1.1\r\nHost: " + uri("/").getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: parley.v1\r\nCookie: "
                + attacker.cookies() + "\r\n\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aPageOfAnotherSiteOpensNoSocketAndChangesNothing() {
        assertThat(upgrade("Origin", "https://evil.example")).isEqualTo(403);
        assertThat(upgrade("Origin", "null")).isEqualTo(403);
        assertThat(upgrade("Sec-Fetch-Site", "cross-site")).isEqualTo(403);

        HttpRequest.Builder form = HttpRequest.newBuilder(attacker.uri("/api/conversations"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"hello\"}"));
        assertThat(attacker.send(form.copy().header("Origin", "https://evil.example"), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
        assertThat(attacker.send(form.copy().header("Sec-Fetch-Site", "cross-site"), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
        HttpRequest.Builder plain = HttpRequest.newBuilder(attacker.uri("/api/conversations"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"hello\"}"));
        assertThat(attacker.send(plain, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }

    private int upgrade(String header, String value) {
        try {
            attacker.socket()
                    .header(header, value)
                    .buildAsync(attacker.chat(), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }
}
