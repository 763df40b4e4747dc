package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers in processes of their own, on one PostgreSQL: what happens to an answer when its node is not well. */
@Timeout(300)
class TwoNodesIT {

    private static final String QUESTION = "/long 1500";
    private static final Duration START = Duration.ofSeconds(120);
    private static final int WATCHING = 40;
    private static final int RESTARTING = 1012;

    private static EmbeddedPostgres postgres;

    @TempDir
    static Path directory;

    private final List<Node> nodes = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        assumeTrue("payara-micro".equals(Server.property("it.server")), "the jar is Payara Micro: tested there only");
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::kill);
    }

    private Node node(String name, boolean doorbell) throws IOException {
        Node node = new Node(directory.resolve(name), doorbell);
        nodes.add(node);
        return node;
    }

    /** The answer that an undisturbed run gives, which is the same for everybody. */
    private static String undisturbed(Browser browser) {
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask(QUESTION, "demo-chat");
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
            return tab.text(ack.getString("messageId"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPausedNodeLosesItsAnswerAndCannotWriteAfterwards(boolean doorbell) throws Exception {
        Node first = node("first-" + doorbell, doorbell);
        Node second = node("second-" + doorbell, doorbell);
        first.awaitReady();
        second.awaitReady();
        Browser atFirst = new Browser(first.uri());
        Browser atSecond = atFirst.at(second.uri());
        String expected = undisturbed(atSecond);

        try (Browser.Tab asking = atFirst.tab();
                Browser.Tab following = atSecond.tab()) {
            JsonObject ack = asking.ask(QUESTION, "demo-chat");
            String message = ack.getString("messageId");
            following.follow(ack.getString("conversationId"));
            following.awaitText(message, expected.substring(100, 200));
            first.signal("STOP");
            assertThat(following.awaitEnd(message)).isEqualTo("complete");
            assertThat(following.text(message)).isEqualTo(expected);

            first.signal("CONT");
            assertThat(asking.awaitEnd(message)).isEqualTo("complete");
            assertThat(asking.text(message)).isEqualTo(expected);
            await().atMost(Duration.ofSeconds(20)).until(() -> first.log().contains("belongs to another node now"));
            assertThat(second.log()).contains("took over an answer");
        }
        try (Browser.Tab later = atFirst.tab()) {
            String conversation = Browser.json(atFirst.get("/api/conversations").body())
                    .getJsonArray("conversations")
                    .getJsonObject(0)
                    .getString("id");
            JsonObject snapshot = later.follow(conversation).getJsonObject("snapshot");
            assertThat(snapshot.getJsonArray("messages")).hasSize(2);
            assertThat(snapshot.getJsonArray("messages").getJsonObject(1).getString("text"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aNodeThatIsKilledAndOneThatIsStoppedLeaveNoTraceInTheAnswer() throws Exception {
        Node first = node("killed", true);
        Node second = node("survivor", true);
        first.awaitReady();
        second.awaitReady();
        Browser atFirst = new Browser(first.uri());
        Browser atSecond = atFirst.at(second.uri());
        String expected = undisturbed(atSecond);

        try (Browser.Tab asking = atFirst.tab();
                Browser.Tab following = atSecond.tab()) {
            JsonObject ack = asking.ask(QUESTION, "demo-chat");
            String message = ack.getString("messageId");
            following.follow(ack.getString("conversationId"));
            following.awaitText(message, expected.substring(100, 200));
            first.kill();
            assertThat(following.awaitEnd(message)).isEqualTo("complete");
            assertThat(following.text(message)).isEqualTo(expected);
        }

        Node third = node("third", true);
        third.awaitReady();
        Browser atThird = atFirst.at(third.uri());
        List<Browser.Tab> watching = new ArrayList<>();
        for (int i = 0; i < WATCHING; i++) {
            watching.add(atThird.tab());
        }
        try (Browser.Tab asking = atThird.tab();
                Browser.Tab following = atSecond.tab()) {
            JsonObject ack = asking.ask(QUESTION, "demo-chat");
            String message = ack.getString("messageId");
            following.follow(ack.getString("conversationId"));
            for (Browser.Tab tab : watching) {
                tab.follow(ack.getString("conversationId"));
            }
            following.awaitText(message, expected.substring(100, 200));
            third.stop();
            assertThat(following.awaitEnd(message)).isEqualTo("complete");
            assertThat(following.text(message)).isEqualTo(expected);
            watching.add(asking);
            for (Browser.Tab tab : watching) {
                assertThat(tab.await("bye").getInt("reconnectAfterMs")).isPositive();
                await().atMost(Duration.ofSeconds(10)).until(() -> tab.closeCode != 0);
                assertThat(tab.closeCode)
                        .as("the server did not close it before")
                        .isEqualTo(RESTARTING);
            }
        }
    }

    /** One server, its log in a file. */
    private static final class Node {
        private final Path directory;
        private final Process process;
        private final int port = freePort();

        Node(Path directory, boolean doorbell) throws IOException {
            this.directory = Files.createDirectories(directory);
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dparley.database.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                    "-Dparley.journal.doorbell=" + doorbell,
                    "-Dparley.demo.pace=0.5",
                    "-jar",
                    Server.property("it.uberjar"),
                    "--address",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port));
            process = builder.directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(file().toFile())
                    .start();
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + port + "/");
        }

        void awaitReady() {
            await().atMost(START).until(() -> log().contains("Parley is ready") || !process.isAlive());
            assertThat(process.isAlive()).as(log()).isTrue();
        }

        private Path file() {
            return directory.resolve("log.txt");
        }

        String log() {
            try {
                return Files.readString(file());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void signal(String name) throws Exception {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(kill.exitValue()).isZero();
        }

        void stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        }

        void kill() {
            process.destroyForcibly();
        }
    }
}
