package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers in processes of their own, on one PostgreSQL: what happens to an answer when its node is not well. */
@Timeout(900)
class TwoNodesIT {

    private static final String QUESTION = "/long 2000";
    private static final int WATCHING = 40;
    private static final int RESTARTING = 1012;

    private static EmbeddedPostgres postgres;

    @TempDir
    static Path directory;

    private final List<NodeProcess> nodes = new ArrayList<>();

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
        nodes.forEach(NodeProcess::kill);
    }

    private NodeProcess node(String name, boolean doorbell) throws IOException {
        NodeProcess node = new NodeProcess(
                directory.resolve(name),
                NodeProcess.freePort(),
                List.of(
                        "-Dparley.database.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "-Dparley.journal.doorbell=" + doorbell,
                        "-Dparley.demo.pace=0.5"));
        node.start();
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
        NodeProcess first = node("first-" + doorbell, doorbell);
        NodeProcess second = node("second-" + doorbell, doorbell);
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
        NodeProcess first = node("killed", true);
        NodeProcess second = node("survivor", true);
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

        NodeProcess third = node("third", true);
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
}
