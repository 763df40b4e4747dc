package dev.parley.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.parley.journal.Append;
import dev.parley.journal.Fence;
import dev.parley.journal.Note;
import dev.parley.platform.OtlpSettings;
import dev.parley.platform.Secrets;
import dev.parley.platform.Settings;
import dev.parley.platform.TraceParent;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.Json;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Role;
import dev.parley.protocol.Usage;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import dev.parley.support.Values;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpExporterTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final TraceParent PARENT = new TraceParent(TRACE, "00f067aa0ba902b7", true);
    private static final TraceParent LINK = new TraceParent("1".repeat(32), "2".repeat(16), true);

    private record Received(
            String path, @Nullable String type, @Nullable String authorization, JsonObject body) {}

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final AtomicInteger asked = new AtomicInteger();
    private final TestJournal node = new TestJournal(TestDatabase.H2.settings());
    private final Traces traces = new Traces(node.database(), Duration.ofDays(30), Clock.systemUTC());
    private HttpServer collector;
    private Recorder recorder;
    private OtlpExporter exporter;

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            // Read first: once it is counted, a test changes the status of the next request.
            int now = status.get();
            asked.incrementAndGet();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (now == 200) {
                received.add(new Received(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        Json.value(body).asJsonObject()));
            }
            exchange.sendResponseHeaders(now, -1);
            exchange.close();
        });
        collector.start();
        exporter("1");
    }

    private void exporter(String ratio) {
        Values values = new Values()
                .put(
                        "parley.otlp.url",
                        "http://127.0.0.1:" + collector.getAddress().getPort() + '/')
                .put("parley.otlp.headers", "authorization=Bearer secret,x-tenant=chat")
                .put("parley.traces.ratio", ratio);
        OtlpSettings settings = OtlpSettings.read(Settings.of(values), Secrets.of(values));
        recorder = new Recorder(node.database(), node.node(), node.threads(), Sampling.of(values), Clock.systemUTC());
        exporter = new OtlpExporter(settings, traces, recorder, node.threads(), node.node(), "9");
        exporter.start();
    }

    @AfterEach
    void stop() {
        exporter.close();
        node.close();
        collector.stop(0);
    }

    private void answer(String id, @Nullable TraceParent parent) {
        node.append(Append.opening(
                        "c" + id,
                        new Append.Opening("owner", "opens" + id),
                        List.of(
                                new Event.MessageCreated("q" + id, null, Role.USER, "a secret question", "k", null),
                                new Event.MessageCreated("m" + id, "q" + id, Role.ASSISTANT, "", null, "x"),
                                new Event.GenerationStarted("g" + id, "m" + id, "x", TRACE)),
                        "{}")
                .noting(Note.asked(parent, LINK, null)));
        AnswerTrace trace = recorder.trace(TRACE, "g" + id, parent);
        AnswerTrace.Asked asked = new AnswerTrace.Asked("qwen-plus", "mine", "openai", "dashscope.aliyuncs.com:8443");
        trace.call(asked, 0).failed("rate-limited", 429, "req-1");
        node.append("c" + id, Fence.first("g" + id), new Event.GenerationContinued("g" + id, "m" + id, 2));
        trace.call(asked, 0).answers(200, "req-2");
        node.append("c" + id, Fence.first("g" + id), new Event.Delta("m" + id, 0, "a secret answer"));
        node.append(
                "c" + id,
                Fence.first("g" + id),
                new Event.GenerationEnded(
                        "g" + id, "m" + id, MessageState.COMPLETE, FinishReason.STOP, new Usage(11, 22, 0, 33), null));
        exporter.ended("g" + id);
    }

    private List<JsonObject> spans() {
        return received.stream()
                .flatMap(one -> one.body().getJsonArray("resourceSpans").stream())
                .flatMap(one -> one.asJsonObject().getJsonArray("scopeSpans").stream())
                .flatMap(one -> one.asJsonObject().getJsonArray("spans").stream())
                .map(JsonValue::asJsonObject)
                .toList();
    }

    private static @Nullable JsonObject attribute(JsonObject holder, String key) {
        return holder.getJsonArray("attributes").stream()
                .map(JsonValue::asJsonObject)
                .filter(one -> one.getString("key").equals(key))
                .map(one -> one.getJsonObject("value"))
                .findFirst()
                .orElse(null);
    }

    @Test
    void anAnswerIsOneSpanAndEachRequestOneBelowIt() {
        answer("1", PARENT);
        await().atMost(20, TimeUnit.SECONDS).until(() -> spans().size() == 3);

        Received request = received.element();
        assertThat(request.path()).isEqualTo("/v1/traces");
        assertThat(request.type()).isEqualTo("application/json");
        assertThat(request.authorization()).isEqualTo("Bearer secret");
        assertThat(request.body().toString()).doesNotContain("secret");
        JsonObject resource =
                request.body().getJsonArray("resourceSpans").getJsonObject(0).getJsonObject("resource");
        assertThat(attribute(resource, "service.name")).hasToString("{\"stringValue\":\"parley\"}");
        assertThat(attribute(resource, "service.instance.id")).hasToString("{\"stringValue\":\"" + node.node() + "\"}");

        JsonObject whole = spans().get(0);
        assertThat(whole.getString("traceId")).isEqualTo(TRACE);
        assertThat(whole.getString("spanId")).isEqualTo(Spans.answerSpan("g1"));
        assertThat(whole.getString("parentSpanId")).isEqualTo(PARENT.spanId());
        assertThat(whole.getInt("kind")).isEqualTo(1);
        assertThat(Long.parseLong(whole.getString("endTimeUnixNano")))
                .isGreaterThanOrEqualTo(Long.parseLong(whole.getString("startTimeUnixNano")))
                .isGreaterThan(1_000_000_000_000_000_000L);
        assertThat(whole.getJsonArray("events").getValuesAs(JsonObject.class))
                .extracting(event -> event.getString("name"))
                .containsExactly("leased", "continued");
        assertThat(whole.getJsonArray("links").getJsonObject(0).getString("traceId"))
                .isEqualTo(LINK.traceId());
        assertThat(attribute(whole, "parley.state")).hasToString("{\"stringValue\":\"complete\"}");
        assertThat(whole.getJsonObject("status")).isEmpty();

        JsonObject refused = spans().get(1);
        assertThat(refused.getString("name")).isEqualTo("chat qwen-plus");
        assertThat(refused.getInt("kind")).isEqualTo(3);
        assertThat(refused.getString("parentSpanId")).isEqualTo(whole.getString("spanId"));
        assertThat(refused.getJsonObject("status").getInt("code")).isEqualTo(2);
        assertThat(attribute(refused, "error.type")).hasToString("{\"stringValue\":\"rate-limited\"}");
        assertThat(attribute(refused, "http.response.status_code")).hasToString("{\"intValue\":\"429\"}");

        JsonObject answered = spans().get(2);
        assertThat(attribute(answered, "gen_ai.operation.name")).hasToString("{\"stringValue\":\"chat\"}");
        assertThat(attribute(answered, "gen_ai.provider.name"))
                .hasToString("{\"stringValue\":\"alibaba_cloud.dashscope\"}");
        assertThat(attribute(answered, "gen_ai.request.stream")).hasToString("{\"boolValue\":true}");
        assertThat(attribute(answered, "gen_ai.response.id")).hasToString("{\"stringValue\":\"req-2\"}");
        assertThat(attribute(answered, "gen_ai.usage.output_tokens")).hasToString("{\"intValue\":\"22\"}");
        assertThat(attribute(answered, "gen_ai.response.finish_reasons"))
                .hasToString("{\"arrayValue\":{\"values\":[{\"stringValue\":\"stop\"}]}}");
        assertThat(attribute(answered, "server.address")).hasToString("{\"stringValue\":\"dashscope.aliyuncs.com\"}");
        assertThat(attribute(answered, "server.port")).hasToString("{\"intValue\":\"8443\"}");
        assertThat(attribute(answered, "gen_ai.response.time_to_first_chunk")).containsKey("doubleValue");
    }

    @Test
    void aCollectorThatIsAwayIsToldLater() {
        status.set(503);
        answer("1", null);
        await().atMost(20, TimeUnit.SECONDS).until(() -> asked.get() >= 2);
        status.set(200);
        await().atMost(20, TimeUnit.SECONDS).until(() -> spans().size() == 3);
        assertThat(spans().get(0)).doesNotContainKey("parentSpanId");
    }

    @Test
    void whatItRefusesForGoodIsNotToldAgain() {
        status.set(400);
        answer("1", null);
        await().atMost(20, TimeUnit.SECONDS).until(() -> asked.get() == 1);
        status.set(200);
        answer("2", null);
        await().atMost(20, TimeUnit.SECONDS).until(() -> spans().size() == 3);
        assertThat(spans().get(0).getString("spanId")).isEqualTo(Spans.answerSpan("g2"));
    }

    @Test
    void whatTheCallerDoesNotSampleIsNotTold() {
        answer("1", new TraceParent(TRACE, PARENT.spanId(), false));
        answer("2", PARENT);
        await().atMost(20, TimeUnit.SECONDS).until(() -> spans().size() == 3);
        assertThat(spans().get(0).getString("spanId")).isEqualTo(Spans.answerSpan("g2"));
    }

    @Test
    void providersAreCalledWhatTheConventionsCallThem() {
        assertThat(GenAi.provider("api.openai.com", "openai", "mine")).isEqualTo("openai");
        assertThat(GenAi.provider("evilopenai.com", "openai", "mine")).isEqualTo("mine");
        assertThat(GenAi.provider("127.0.0.1:8080", "dashscope", "demo")).isEqualTo("alibaba_cloud.dashscope");
        assertThat(GenAi.provider("api.deepseek.com:443", "openai", "mine")).isEqualTo("deepseek");
    }
}
