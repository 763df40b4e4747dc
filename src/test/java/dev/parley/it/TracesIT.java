package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers in processes of their own: an answer's story when its node is killed. */
@Timeout(900)
class TracesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private NodeProcess node(String name, EmbeddedPostgres postgres, Collector collector) throws Exception {
        NodeProcess node = new NodeProcess(
                directory.resolve(name),
                NodeProcess.freePort(),
                List.of(
                        "-Dparley.database.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "-Dparley.otlp.url=" + collector.url(),
                        "-Dparley.demo.pace=0.5"));
        node.start();
        return node;
    }

    private static JsonObject answer(Browser browser, String traceId) {
        return Browser.json(browser.get("/api/traces/" + traceId).body())
                .getJsonArray("answers")
                .getJsonObject(0);
    }

    private static List<JsonObject> steps(JsonObject answer, String type) {
        return answer.getJsonArray("steps").getValuesAs(JsonObject.class).stream()
                .filter(step -> step.getString("type").equals(type))
                .toList();
    }

    @Test
    void oneTraceTellsOfATakeoverAndItsLinesAreInBothLogs() throws Exception {
        assumeTrue("payara-micro".equals(Server.property("it.server")), "the jar is Payara Micro: tested there only");
        NodeProcess first = null;
        NodeProcess second = null;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Collector collector = new Collector()) {
            first = node("first", postgres, collector);
            second = node("second", postgres, collector);
            first.awaitReady();
            second.awaitReady();
            Browser atFirst = new Browser(first.uri());
            Browser atSecond = atFirst.at(second.uri());
            String traceId;
            try (Browser.Tab asking = atFirst.tab();
                    Browser.Tab following = atSecond.tab()) {
                JsonObject ack = asking.ask("/long 3000", "demo-chat");
                String message = ack.getString("messageId");
                JsonObject snapshot = following.follow(ack.getString("conversationId"));
                traceId = snapshot.getJsonObject("snapshot")
                        .getJsonArray("messages")
                        .getJsonObject(1)
                        .getString("traceId");
                String id = traceId;
                await().atMost(PATIENCE)
                        .until(() -> !steps(answer(atSecond, id), "first-token").isEmpty());
                first.kill();
                assertThat(following.awaitEnd(message)).isEqualTo("complete");
            }
            JsonObject answer = await().atMost(PATIENCE)
                    .until(
                            () -> answer(atSecond, traceId),
                            found -> steps(found, "first-token").size() == 2);

            JsonObject takeover = steps(answer, "takeover").get(0);
            String from = takeover.getJsonObject("data").getString("from");
            String to = takeover.getJsonObject("data").getString("to");
            assertThat(from).isEqualTo(steps(answer, "leased").get(0).getString("node"));
            assertThat(to).isEqualTo(takeover.getString("node")).isNotEqualTo(from);
            assertThat(steps(answer, "request"))
                    .extracting(step -> step.getString("node"))
                    .containsExactly(from, to);
            assertThat(steps(answer, "request").get(1).getJsonObject("data").getInt("prefixChars"))
                    .isPositive();
            assertThat(steps(answer, "ended").get(0).getString("node")).isEqualTo(to);
            assertThat(answer.getString("state")).isEqualTo("complete");

            String context = "trace=" + traceId;
            assertThat(second.log().lines().filter(line -> line.contains("took over an answer")))
                    .allMatch(line -> line.contains(context) && line.contains("node=" + to))
                    .isNotEmpty();

            await().atMost(PATIENCE)
                    .until(() -> collector.spans().stream()
                                    .filter(span -> span.getString("traceId").equals(traceId))
                                    .count()
                            == 3);
            assertThat(collector.spans())
                    .filteredOn(span -> span.getInt("kind") == 1)
                    .hasSize(1);

            // The last lines of a graceful stop are not lost.
            second.stop();
            assertThat(second.log()).contains("Parley is stopping", "Parley has stopped");
        } finally {
            if (first != null) {
                first.kill();
            }
            if (second != null) {
                second.kill();
            }
        }
    }
}
