package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL behind nginx: as server-config/nginx has it, over TLS, and with everything left as it is. */
@Timeout(900)
class NginxIT {

    /** Of the proxy only: nodes believe it, and nobody else. */
    private static final String PROXY = "127.0.0.3";

    private static final String QUESTION = "/long 1500";
    private static final int PAGES = 20;

    /** More than the minute after which nginx gives up a connection that is silent. */
    private static final int PINGS = 4;

    private static final int COMMENTS = 7;

    @TempDir
    static Path directory;

    private static final List<NodeProcess> NODES = new ArrayList<>();
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue("payara-micro".equals(Server.property("it.server")), "the jar is Payara Micro: tested there only");
        if (!NginxProcess.isInstalled()) {
            assertThat(System.getenv("CI")).as("nginx is installed in CI").isNull();
            assumeTrue(false, "there is no nginx here: apt-get install nginx-light");
        }
        postgres = EmbeddedPostgres.start();
        for (String name : List.of("a", "b")) {
            NodeProcess node = new NodeProcess(
                    directory.resolve(name),
                    NodeProcess.freePort(),
                    List.of(
                            "-Dparley.database.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                            "-Dparley.trusted-proxies=" + PROXY,
                            "-Dparley.user.generations=0"));
            NODES.add(node);
            node.start();
        }
        NODES.forEach(NodeProcess::awaitReady);
    }

    @AfterAll
    static void stop() throws IOException {
        NODES.forEach(NodeProcess::kill);
        if (postgres != null) {
            postgres.close();
        }
    }

    /** server-config/nginx, but for ports, names, and the address from which nginx asks. */
    private static NginxProcess ours(String file, int port, int redirectingPort) throws IOException {
        Path folder = Files.createTempDirectory(directory, "nginx");
        Path copy = Files.createDirectories(folder.resolve("parley"));
        try (Stream<Path> files = Files.list(Path.of("server-config/nginx"))) {
            for (Path each : files.toList()) {
                String text = Files.readString(each)
                        .replace("127.0.0.1:8081", NODES.get(0).uri().getAuthority())
                        .replace("127.0.0.1:8082", NODES.get(1).uri().getAuthority())
                        .replaceAll("listen (8080|443)", "listen 127.0.0.1:" + port)
                        .replace("listen 80;", "listen 127.0.0.1:" + redirectingPort + ';')
                        .replace("chat.example.org", "localhost")
                        .replace("/etc/nginx/", folder + "/");
                Files.writeString(copy.resolve(each.getFileName()), text);
            }
        }
        if (file.contains("tls")) {
            makeCertificate(copy);
        }
        return new NginxProcess(folder, "proxy_bind " + PROXY + ";\ninclude parley/" + file + ';', port);
    }

    /** What everybody writes who has WebSockets behind nginx, and not a line more. */
    private static NginxProcess plain(int port) throws IOException {
        String http = """
                upstream parley { server %s; server %s; }
                server {
                    listen 127.0.0.1:%d;
                    location / {
                        proxy_pass http://parley;
                        proxy_http_version 1.1;
                        proxy_set_header Host $http_host;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection "upgrade";
                    }
                }
                """.formatted(
                        NODES.get(0).uri().getAuthority(), NODES.get(1).uri().getAuthority(), port);
        return new NginxProcess(Files.createTempDirectory(directory, "plain"), http, port);
    }

    private static void makeCertificate(Path folder) throws IOException {
        Process openssl = new ProcessBuilder(
                        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem"
                                .split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.txt").toFile())
                .start();
        try {
            assertThat(openssl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertThat(openssl.exitValue())
                .as(Files.readString(folder.resolve("openssl.txt")))
                .isZero();
    }

    private static URI http(int port) {
        return URI.create("http://127.0.0.1:" + port + '/');
    }

    private static void answers(Browser browser) {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask("/long 50", "demo-chat");
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
        }
    }

    private static HttpResponse<InputStream> stream(Browser browser, String conversation) {
        return browser.send(
                HttpRequest.newBuilder(browser.uri("/api/conversations/" + conversation + "/events"))
                        .timeout(Duration.ofSeconds(200)),
                BodyHandlers.ofInputStream());
    }

    @Test
    void aSilentConnectionStaysOpenBehindAnNginxWithItsOwnTimeOuts() throws Exception {
        int port = NodeProcess.freePort();
        try (NginxProcess nginx = plain(port)) {
            Browser browser = new Browser(http(port));
            String conversation;
            try (Browser.Tab tab = browser.tab()) {
                JsonObject ack = tab.ask("/long 50", "demo-chat");
                conversation = ack.getString("conversationId");
                tab.awaitEnd(ack.getString("messageId"));
            }
            Silent silent = new Silent(browser);
            try (EventReader reader = new EventReader(stream(browser, conversation))) {
                assertThat(reader.next().getString("type")).isEqualTo("subscribed");
                for (int i = 0; i < COMMENTS; i++) {
                    reader.awaitComment();
                }
                await().atMost(Duration.ofSeconds(100)).until(() -> silent.pings.get() >= PINGS || silent.closed);
                assertThat(silent.closed).isFalse();

                // What is written now is shown at once, by both: nothing is collected on the way.
                try (Browser.Tab tab = browser.tab()) {
                    JsonObject ack = tab.ask(conversation, QUESTION, "demo-chat");
                    reader.awaitText(ack.getString("messageId"));
                    assertThat(reader.states.get(ack.getString("messageId"))).isNotEqualTo("complete");
                    assertThat(reader.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
                }
                silent.socket.sendText("{\"type\":\"ping\"}", true).get(10, TimeUnit.SECONDS);
                await().atMost(Duration.ofSeconds(20)).until(() -> silent.texts.get() > 0);
            } finally {
                silent.socket.abort();
            }
        }
    }

    /** A socket on which its client says nothing. */
    private static final class Silent implements WebSocket.Listener {
        private final AtomicInteger pings = new AtomicInteger();
        private final AtomicInteger texts = new AtomicInteger();
        private final WebSocket socket;
        private volatile boolean closed;

        Silent(Browser browser) {
            socket = browser.socket()
                    .subprotocols("parley.v1")
                    .buildAsync(browser.chat(), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            pings.incrementAndGet();
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            texts.incrementAndGet();
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closed = true;
        }
    }

    @Test
    void nobodyLosesAnythingWhileEachNodeIsRestarted() throws Exception {
        int port = NodeProcess.freePort();
        List<RovingPage> pages = new ArrayList<>();
        try (NginxProcess nginx = ours("parley.conf", port, 0)) {
            Browser browser = new Browser(http(port));
            for (NodeProcess node : NODES) {
                List<RovingPage> asked = new ArrayList<>();
                for (int i = 0; i < PAGES; i++) {
                    asked.add(new RovingPage(List.of(browser), 0, QUESTION));
                }
                pages.addAll(asked);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> asked.stream().allMatch(RovingPage::isStreaming));
                node.stop();
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> asked.stream().allMatch(RovingPage::hasEnded));
                node.start();
                node.awaitReady();
            }
            String expected = pages.get(0).answer();
            assertThat(expected).hasSize(1_500);
            for (RovingPage page : pages) {
                assertThat(page.errorFrames).isEmpty();
                assertThat(page.state()).isEqualTo("complete");
                assertThat(page.answer()).isEqualTo(expected);
            }
            assertThat(pages).as("some were on the node that stopped").anyMatch(RovingPage::wasContinued);
            answers(browser);
        } finally {
            pages.forEach(RovingPage::close);
        }
    }

    @Test
    void behindTlsCookiesAreSecureAndOnlyTheOwnOriginConnects() throws Exception {
        int port = NodeProcess.freePort();
        int redirecting = NodeProcess.freePort();
        try (NginxProcess nginx = ours("parley-tls.conf", port, redirecting)) {
            CookieManager cookies = new CookieManager();
            HttpClient client = HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .sslContext(trusting())
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();
            String origin = "https://localhost:" + port;
            Browser browser = new Browser(client, URI.create(origin + '/'));
            assertThat(cookies.getCookieStore().getCookies())
                    .filteredOn(cookie -> !cookie.getName().contains("SESSION"))
                    .isNotEmpty()
                    .allMatch(HttpCookie::getSecure);
            assertThat(browser.get("/").headers().firstValue("Strict-Transport-Security"))
                    .isPresent();
            answers(browser);

            browser.socket()
                    .header("Origin", origin)
                    .subprotocols("parley.v1")
                    .buildAsync(browser.chat(), new WebSocket.Listener() {})
                    .get(20, TimeUnit.SECONDS)
                    .abort();
            assertThatThrownBy(() -> browser.socket()
                            .header("Origin", "http://localhost:" + port)
                            .subprotocols("parley.v1")
                            .buildAsync(browser.chat(), new WebSocket.Listener() {})
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
            assertThat(client.send(HttpRequest.newBuilder(http(redirecting)).build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(301);

            assertThat(cookies(origin, "http"))
                    .as("what a client says of itself does not count")
                    .anyMatch(NginxIT::isSecure);
            assertThat(cookies(NODES.get(0).uri().toString(), "https"))
                    .as("nor does it from elsewhere than the proxy")
                    .isNotEmpty()
                    .noneMatch(NginxIT::isSecure);
        }
    }

    private static boolean isSecure(String cookie) {
        return cookie.startsWith("parley_guest=") && cookie.contains("; Secure");
    }

    /** The cookies that a new browser gets which claims to come by this scheme. */
    private static List<String> cookies(String base, String scheme) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting())
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(base).resolve("/api/session"))
                .header("X-Forwarded-Proto", scheme)
                .header("X-Forwarded-For", "192.0.2.7")
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, BodyHandlers.ofString()).headers().allValues("Set-Cookie");
    }

    /** A client that knows the certificate that was made last. */
    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        Path certificate;
        try (Stream<Path> files = Files.walk(directory)) {
            certificate = files.filter(file -> file.endsWith("parley/certificate.pem"))
                    .findFirst()
                    .orElseThrow();
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "nginx", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
