package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.parley.support.Values;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric.DataCase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Threads threads = new Threads(Executors.defaultThreadFactory());
    private final Node node = new Node();
    private final List<Metrics> opened = new ArrayList<>();
    private final List<ExportMetricsServiceRequest> received = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final Logger logger = Logger.getLogger(MetricsPost.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private HttpServer collector;

    @BeforeEach
    void open() throws IOException {
        logger.addHandler(handler);
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            received.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void close() {
        opened.forEach(Metrics::close);
        collector.stop(0);
        logger.removeHandler(handler);
        threads.close();
    }

    private String url() {
        return "http://127.0.0.1:" + collector.getAddress().getPort() + "/";
    }

    private Metrics metrics(Values config) {
        Metrics metrics = new Metrics(config, threads, node);
        metrics.open();
        opened.add(metrics);
        return metrics;
    }

    @Test
    void tellsPrometheusWhatWasCounted() {
        Metrics metrics = metrics(new Values());
        Metric.FRAMES_SENT.adder(metrics.registry(), "plain").add(3);
        Metric.OPERATION_DURATION
                .timer(metrics.registry(), "chat", "p", "m", "")
                .record(Duration.ofMillis(30));

        assertThat(metrics.text().orElseThrow())
                .contains("parley_frames_sent_total{protocol=\"plain\"} 3.0")
                .containsPattern("gen_ai_client_operation_duration_seconds_bucket\\{.*le=\"0.04\"\\} 1\n")
                .containsPattern("gen_ai_client_operation_duration_seconds_bucket\\{.*le=\"0.02\"\\} 0\n")
                .contains("jvm_memory_used_bytes{area=\"heap\"")
                .contains("process_cpu_time_seconds_total");
    }

    @Test
    void keepsNothingWhereNobodyWantsToKnow() {
        Metrics metrics = metrics(new Values().put("parley.metrics", "false"));
        MeterRegistry registry = metrics.registry();
        Metric.TAKEOVERS.counter(registry, "ended").increment();

        assertThat(metrics.text()).isEmpty();
        assertThat(Metric.TAKEOVERS.counter(registry, "ended").count()).isZero();
    }

    @Test
    void keepsNoMoreSeriesThanTheBound() {
        Metrics metrics = metrics(new Values());
        for (int i = 0; i < Metrics.MOST_METERS + 10; i++) {
            Metric.COST.counter(metrics.registry(), "m" + i).increment();
        }

        assertThat(metrics.registry().getMeters()).hasSizeLessThanOrEqualTo(Metrics.MOST_METERS);
    }

    @Test
    void tellsACollectorBothWaysAtOnce() {
        Metrics metrics = metrics(new Values()
                .put("parley.otlp.url", url())
                .put("parley.otlp.headers", "Authorization=Bearer secret,x-scope=1")
                .put("parley.otlp.metrics-interval-ms", "50")
                .put("parley.version", "1.2.3"));
        Metric.FRAMES_SENT.adder(metrics.registry(), "plain").add(3);
        Metric.RESUME_DURATION.timer(metrics.registry()).record(Duration.ofMillis(3));
        assertThat(metrics.text().orElseThrow()).contains("parley_frames_sent_total{protocol=\"plain\"} 3.0");

        await().atMost(Duration.ofSeconds(20)).until(() -> sent("parley.frames.sent")
                .anyMatch(metric -> metric.getDataCase() == DataCase.SUM
                        && metric.getSum().getDataPoints(0).getAsDouble() == 3));
        await().atMost(Duration.ofSeconds(20)).until(() -> sent("parley.resume.duration")
                .anyMatch(metric -> metric.getUnit().equals("seconds")
                        && metric.getHistogram().getDataPoints(0).getCount() == 1
                        && metric.getHistogram().getDataPoints(0).getSum() == 0.003));
        assertThat(authorizations).contains("Bearer secret");
        assertThat(received.get(0).getResourceMetrics(0).getResource().getAttributesList())
                .extracting(attribute ->
                        attribute.getKey() + '=' + attribute.getValue().getStringValue())
                .contains("service.name=parley", "service.version=1.2.3", "service.instance.id=" + node.id());
        assertThat(log).isEmpty();
    }

    private java.util.stream.Stream<io.opentelemetry.proto.metrics.v1.Metric> sent(String name) {
        return received.stream()
                .flatMap(request -> request.getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(metric -> metric.getName().equals(name));
    }

    @Test
    void aCollectorThatFailsCostsOneLineUntilItIsBack() {
        MetricsPost post = new MetricsPost(URI.create(url() + "v1/metrics"), Map::of);
        OtlpMetricsSender.Request report =
                OtlpMetricsSender.Request.builder(new byte[0]).build();
        status.set(503);
        for (int i = 0; i < 3; i++) {
            post.send(report);
        }
        assertThat(log).singleElement().asString().startsWith("WARNING metrics cannot be sent");
        status.set(200);
        post.send(report);
        post.send(report);

        assertThat(received).hasSize(5);
        assertThat(log).hasSize(2).last().asString().startsWith("INFO");
    }

    @Test
    void aCollectorThatNeverAnswersIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MetricsPost post =
                    new MetricsPost(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/v1/metrics"), Map::of);
            long begun = System.nanoTime();
            post.send(OtlpMetricsSender.Request.builder(new byte[10]).build());

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofMillis(3L * MetricsPost.READ_TIMEOUT_MILLIS));
            assertThat(log).hasSize(1);
        }
    }

    @Test
    void faultsNameTheirKeysAndNoSecret() {
        Values config = new Values()
                .put("parley.metrics", "perhaps")
                .put("parley.otlp.url", "collector:4318")
                .put("parley.otlp.headers", "a secret without a name");
        Settings settings = Settings.of(config);
        Metrics.check(settings, Secrets.of(config));

        assertThat(settings.faults()).hasSize(3);
        assertThat(settings.faults().get(0)).contains("parley.metrics");
        assertThat(settings.faults().get(1)).contains("parley.otlp.headers").doesNotContain("secret");
        assertThat(settings.faults().get(2)).contains("parley.otlp.url");
    }
}
