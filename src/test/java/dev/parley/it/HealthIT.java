package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What probes are told, of a server that asks who it is, on a PostgreSQL that goes away. */
@Timeout(240)
class HealthIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedPostgres postgres;
    private static LocalServer server;
    private static Member probe;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        server = new LocalServer("health");
        server.set("parley.database.url", postgres.getJdbcUrl("postgres", "postgres"));
        server.start();
        probe = new Member(server.uri());
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private static Map<String, String> checks(String path, int status) {
        JsonObject answer = probe.ok(status, "GET", path, null);
        assertThat(answer.getString("status")).isEqualTo(status == 200 ? "UP" : "DOWN");
        return answer.getJsonArray("checks").stream()
                .map(JsonValue::asJsonObject)
                .collect(Collectors.toMap(check -> check.getString("name"), check -> check.getString("status")));
    }

    private static int status(String path) {
        return probe.call("GET", path, null).statusCode();
    }

    @Test
    void tellsWhoIsNotSignedInWhatItLacks() throws Exception {
        await().atMost(PATIENCE).until(() -> status("/api/health/ready") == 200);
        assertThat(checks("/api/health/started", 200)).containsExactly(Map.entry("started", "UP"));
        assertThat(checks("/api/health/live", 200)).containsOnlyKeys("timer", "journal");
        assertThat(checks("/api/health/ready", 200)).containsOnlyKeys("database", "models", "accepting");
        HttpResponse<String> answer = probe.call("GET", "/api/health/ready", null);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");

        if (!"wildfly".equals(Server.name())) {
            assertThat(probe.get("/health/ready").toString())
                    .contains("parley-ready")
                    .contains("\"database\":\"UP\"");
        }

        postgres.close();
        await().atMost(PATIENCE).until(() -> status("/api/health/ready") == 503);
        assertThat(checks("/api/health/ready", 503))
                .containsEntry("database", "DOWN")
                .containsEntry("models", "UP")
                .containsEntry("accepting", "UP");
        assertThat(checks("/api/health/live", 200)).containsEntry("journal", "UP");
        assertThat(probe.call("GET", "/api/health/ready", null).body()).doesNotContain("localhost", "jdbc", "5432");
    }
}
