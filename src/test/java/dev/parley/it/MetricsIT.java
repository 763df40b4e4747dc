package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.parley.support.MetricsTable;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is measured of a server to which everything has happened: one vocabulary on all of them, and who may read it. */
@Timeout(300)
class MetricsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+?)(?:_bucket|_count|_sum)?(?:\\{(.*)\\})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private static final Set<String> sent = ConcurrentHashMap.newKeySet();
    private static final List<ExportMetricsServiceRequest> reports = new CopyOnWriteArrayList<>();
    private static HttpServer collector;
    private static LocalServer server;
    private static Member ada;
    private static String key;

    @BeforeAll
    static void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            ExportMetricsServiceRequest report = ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody());
            reports.add(report);
            report.getResourceMetricsList().forEach(resource -> resource.getScopeMetricsList()
                    .forEach(scope ->
                            scope.getMetricsList().stream().map(Metric::getName).forEach(sent::add)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        server = new LocalServer("metrics");
        server.set(
                "parley.otlp.url", "http://127.0.0.1:" + collector.getAddress().getPort());
        server.set("parley.otlp.metrics-interval-ms", "1000");
        server.set("parley.default-model", "demo-chat");
        // The demo model once more, as a provider that costs something.
        server.set("parley.providers", "priced");
        server.set("parley.provider.priced.kind", "dashscope");
        server.set(
                "parley.provider.priced.base-url",
                server.uri().resolve("/demo/api/v1").toString());
        server.set("parley.provider.priced.api-key", "sk-demo-model");
        server.set("parley.provider.priced.models", "demo-chat");
        server.set("parley.model.priced.demo-chat.id", "priced");
        server.set("parley.model.priced.demo-chat.price-input", "1.5");
        server.set("parley.model.priced.demo-chat.price-output", "6");
        server.start();
        // The first of them would not be seen as an increase.
        assertThat(value(text(), "parley_refusals_total{at=\"rest\",code=\"quota-reached\"}"))
                .isZero();
        ada = Member.by(server.uri(), server.setUpToken(), "countess");
        JsonObject wanted = Json.createObjectBuilder()
                .add("name", "prometheus")
                .add("scopes", Json.createArrayBuilder().add("admin"))
                .build();
        key = ada.ok(201, "POST", "/api/account/keys", wanted).getString("secret");
        leaveAnAnswerBehind();
        happenings();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        collector.stop(0);
    }

    /** After kill -9 and a restart the same node takes it over. */
    private static void leaveAnAnswerBehind() {
        try (Browser.Tab tab = ada.browser().tab()) {
            String message = tab.ask("/long 6000", "demo-chat").getString("messageId");
            tab.awaitText(message, "e");
        }
        server.close();
        server.start();
        ada = Member.signedIn(server.uri(), "countess");
    }

    private static void happenings() {
        Browser browser = ada.browser();
        try (Browser.Tab tab = browser.tab();
                Browser.Tab plain = browser.plain()) {
            JsonObject ack = tab.ask("hello", "demo-chat");
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
            String priced = tab.ask("hello", "priced").getString("messageId");
            assertThat(tab.awaitEnd(priced)).isEqualTo("complete");
            comeBack(tab, ack.getString("conversationId"));
            String retried = tab.ask("/fault 429 1 retry-after-ms=100 | hello", "demo-chat")
                    .getString("messageId");
            assertThat(tab.awaitEnd(retried)).isEqualTo("complete");
            String failed = tab.ask("/fault 401 | hello", "demo-chat").getString("messageId");
            assertThat(tab.awaitEnd(failed)).isEqualTo("failed");
            String blipped = tab.ask("/fault 503 1 | hello", "demo-chat").getString("messageId");
            assertThat(tab.awaitEnd(blipped)).isEqualTo("complete");
            tab.say(Json.createObjectBuilder().add("type", "nonsense").add("ref", "x"));
            assertThat(tab.reply("x").getString("type")).isEqualTo("error");
            plain.sayText("hello");
            assertThat(plain.nextText()).isNotEmpty();
            sendTwice(ack.getString("conversationId"));
            assertThat(ada.refusal("GET", "/api/conversations/unknown", null)).startsWith("404");
            assertThat(new Member(server.uri()).handshake()).isEqualTo(401);
            HttpRequest.Builder events = HttpRequest.newBuilder(
                    browser.uri("/api/conversations/" + ack.getString("conversationId") + "/events"));
            try (EventReader reader = new EventReader(browser.send(events, BodyHandlers.ofInputStream()))) {
                assertThat(reader.next().getString("type")).isEqualTo("subscribed");
            }
        }
    }

    private static void comeBack(Browser.Tab tab, String conversation) {
        JsonObject there = tab.follow(conversation);
        tab.say(Json.createObjectBuilder()
                .add("type", "subscribe")
                .add("ref", "back")
                .add("conversationId", conversation)
                .add("epoch", there.getString("epoch"))
                .add("after", 1));
        assertThat(tab.reply("back").getString("type")).isEqualTo("subscribed");
    }

    private static void sendTwice(String conversation) {
        JsonObject message = Json.createObjectBuilder()
                .add("clientMessageId", UUID.randomUUID().toString())
                .add("text", "once")
                .build();
        String path = "/api/conversations/" + conversation + "/messages";
        JsonObject first = ada.ok(201, "POST", path, message);
        assertThat(ada.ok(201, "POST", path, message)).isEqualTo(first);
    }

    private static String text() {
        HttpResponse<String> answer = new Member(server.uri()).call("GET", "/api/metrics", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        return answer.body();
    }

    private static Map<String, String> types(String text) {
        return TYPE.matcher(text).results().collect(Collectors.toMap(type -> type.group(1), type -> type.group(2)));
    }

    /** The labels of each metric's series. */
    private static Map<String, Set<String>> labels(String text) {
        Map<String, Set<String>> labels = new TreeMap<>();
        SAMPLE.matcher(text).results().forEach(sample -> {
            String braces = sample.group(2) == null ? "" : sample.group(2);
            labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>())
                    .addAll(LABEL.matcher(braces)
                            .results()
                            .map(label -> label.group(1))
                            .filter(label -> !label.equals("le"))
                            .toList());
        });
        return labels;
    }

    @Test
    void exposesWhatTheDocumentSaysAndNothingElse() {
        String text = text();
        Map<String, String> types = types(text);
        Map<String, Set<String>> labels = labels(text);
        Collection<MetricsTable.Row> rows = MetricsTable.rows().values();
        Set<String> documented = new TreeSet<>();
        for (MetricsTable.Row row : rows) {
            documented.add(row.prometheus());
            if (row.type().equals("histogram")) {
                documented.add(row.prometheus() + "_max");
            }
        }

        assertThat(new TreeSet<>(types.keySet())).isEqualTo(documented);
        for (MetricsTable.Row row : rows) {
            assertThat(types).containsEntry(row.prometheus(), row.type());
            assertThat(labels.get(row.prometheus())).as(row.prometheus()).containsExactlyElementsOf(row.labels());
        }
    }

    @Test
    void countsWhatHasHappened() {
        String text = text();

        assertThat(value(text, "parley_takeovers_total{outcome=\"continued\"}")).isEqualTo(1);
        assertThat(value(text, "parley_resumes_total{outcome=\"recovered\"}")).isEqualTo(1);
        assertThat(value(text, "parley_duplicates_dropped_total")).isEqualTo(1);
        assertThat(value(text, "parley_retries_total{code=\"rate-limited\",kind=\"visible\"}"))
                .isEqualTo(1);
        assertThat(value(text, "parley_retries_total{code=\"model-unavailable\",kind=\"quick\"}"))
                .isEqualTo(1);
        assertThat(value(text, "parley_generations_errors_total{code=\"model-key-rejected\",model=\"demo-chat\"}"))
                .isEqualTo(1);
        assertThat(value(text, "parley_generations_ended_total{model=\"demo-chat\",state=\"failed\"}"))
                .isEqualTo(1);
        assertThat(value(text, "parley_generations_ended_total{model=\"demo-chat\",state=\"complete\"}"))
                .isPositive();
        assertThat(value(text, "parley_refusals_total{at=\"command\",code=\"unknown-frame-type\"}"))
                .isEqualTo(1);
        assertThat(value(text, "parley_refusals_total{at=\"rest\",code=\"conversation-not-found\"}"))
                .isEqualTo(1);
        assertThat(value(text, "parley_refusals_total{at=\"door\",code=\"sign-in-required\"}"))
                .isPositive();
        for (String protocol : List.of("parley.v1", "plain", "sse")) {
            assertThat(value(text, "parley_connections_opened_total{protocol=\"" + protocol + "\"}"))
                    .as(protocol)
                    .isPositive();
            assertThat(value(text, "parley_characters_sent_total{protocol=\"" + protocol + "\"}"))
                    .as(protocol)
                    .isGreaterThan(value(text, "parley_frames_sent_total{protocol=\"" + protocol + "\"}"));
        }
        assertThat(value(text, "parley_cost_total{model=\"priced\"}")).isPositive();
        assertThat(value(text, "parley_ready")).isEqualTo(1);
        assertThat(value(text, "parley_database_up")).isEqualTo(1);
        assertThat(value(text, "parley_circuit_state{model=\"demo-chat\"}")).isZero();
        assertThat(value(text, "process_cpu_time_seconds_total")).isPositive();
        await().atMost(PATIENCE).until(() -> value(text(), "parley_connections{protocol=\"parley.v1\"}") == 0);
    }

    private static double value(String text, String series) {
        MatchResult line = Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$")
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not there"));
        return Double.parseDouble(line.group(1));
    }

    @Test
    void tellsACollectorTheSameByTheNamesOfTheConventions() {
        Set<String> names = MetricsTable.rows().values().stream()
                .map(MetricsTable.Row::name)
                .collect(Collectors.toSet());
        await().atMost(PATIENCE).until(() -> sent.containsAll(names));

        assertThat(sent).isEqualTo(names);
        assertThat(reports.get(0).getResourceMetrics(0).getResource().getAttributesList())
                .extracting(attribute ->
                        attribute.getKey() + '=' + attribute.getValue().getStringValue())
                .contains("service.name=parley");
    }

    @Test
    void noStrangerReadsThem() {
        Member stranger = new Member(server.uri());
        HttpRequest.Builder byProxy =
                stranger.request("GET", "/api/metrics", null).header("X-Forwarded-For", "127.0.0.1");

        assertThat(Member.refusal(stranger.send(byProxy))).isEqualTo("401 sign-in-required");
        assertThat(Member.refusal(stranger.send(byProxy.copy().header("Authorization", "Bearer parley_none"))))
                .isEqualTo("401 token-invalid");
        HttpResponse<String> admin = stranger.send(byProxy.copy().header("Authorization", "Bearer " + key));
        assertThat(admin.statusCode()).isEqualTo(200);
        assertThat(admin.body()).contains("parley_ready");
        assertThat(stranger.refusal("GET", "/api/metrics/", null)).startsWith("40");
    }

    @Test
    void holdsNobodysName() {
        assertThat(text()).doesNotContain("countess", "hello");
    }
}
