package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row M4: all nodes are restarted, one after the other, each while a hundred answers are being written. */
@Timeout(900)
class RollingRestartIT {

    private static final int ANSWERS = 100;
    private static final int BROWSERS = 10;
    private static final int RESTARTING = 1012;
    /** Half a minute at the demo model's usual pace: none of them ends while its node is being stopped. */
    private static final String QUESTION = "/long 4000";

    @TempDir
    Path directory;

    @Test
    void noAnswerFailsAndNobodySeesAnError() throws Exception {
        assumeTrue("payara-micro".equals(Server.property("it.server")), "the jar is Payara Micro: tested there only");
        List<NodeProcess> nodes = new ArrayList<>();
        List<RovingPage> pages = new ArrayList<>();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            for (String name : List.of("a", "b")) {
                List<String> settings = List.of(
                        "-Dparley.database.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "-Dparley.user.generations=0");
                NodeProcess node = new NodeProcess(directory.resolve(name), NodeProcess.freePort(), settings);
                nodes.add(node);
                node.start();
            }
            nodes.forEach(NodeProcess::awaitReady);

            for (NodeProcess node : nodes) {
                List<RovingPage> asked = open(nodes);
                pages.addAll(asked);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> asked.stream().allMatch(RovingPage::isStreaming));
                node.stop();
                node.start();
                node.awaitReady();
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                asked.stream().filter(RovingPage::wasContinued).count() >= ANSWERS / 4);
            }
            await().atMost(Duration.ofSeconds(180)).until(() -> pages.stream().allMatch(RovingPage::hasEnded));

            String expected = undisturbed(nodes.get(0));
            for (RovingPage page : pages) {
                assertThat(page.errorFrames).isEmpty();
                assertThat(page.state()).isEqualTo("complete");
                assertThat(page.answer()).isEqualTo(expected);
                assertThat(page.closeCodes)
                        .as("each was told that the node restarts")
                        .allMatch(code -> code == RESTARTING);
                assertThat(page.byes).isEqualTo(page.closeCodes.size());
            }
            assertThat(pages.stream().mapToInt(page -> page.byes).sum())
                    .as("half of a hundred at each restart, at least")
                    .isGreaterThanOrEqualTo(ANSWERS / 2);
        } finally {
            pages.forEach(RovingPage::close);
            nodes.forEach(NodeProcess::kill);
        }
    }

    /** Every other one at the other node, and the next time at the next: as a proxy without stickiness does. */
    private static List<RovingPage> open(List<NodeProcess> nodes) {
        List<RovingPage> pages = new ArrayList<>();
        List<Browser> browsers = new ArrayList<>();
        for (int i = 0; i < BROWSERS; i++) {
            browsers.add(new Browser(nodes.get(i % nodes.size()).uri()));
        }
        for (int i = 0; i < ANSWERS; i++) {
            Browser browser = browsers.get(i % BROWSERS);
            List<Browser> doors =
                    nodes.stream().map(node -> browser.at(node.uri())).toList();
            pages.add(new RovingPage(doors, i, QUESTION));
        }
        return pages;
    }

    private static String undisturbed(NodeProcess node) {
        Browser browser = new Browser(node.uri());
        try (Browser.Tab tab = browser.tab()) {
            JsonObject ack = tab.ask(QUESTION, "demo-chat");
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
            return tab.text(ack.getString("messageId"));
        }
    }
}
