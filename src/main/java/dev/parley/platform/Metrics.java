package dev.parley.platform;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Where everything that is measured comes together: for Prometheus to fetch, and for an OpenTelemetry collector that is
 * told again and again. Where nobody wants to know, nothing is kept.
 */
@ApplicationScoped
public class Metrics {

    /** A bound for what nobody has foreseen: more series than this are not kept. */
    static final int MOST_METERS = 5_000;

    private final Threads threads;
    private final OtlpSettings otlp;
    private final boolean wanted;
    private final Map<String, String> resource;
    private MeterRegistry registry = new CompositeMeterRegistry();
    private @Nullable PrometheusMeterRegistry prometheus;

    @Inject
    public Metrics(Config config, Threads threads, Node node) {
        Settings settings = Settings.of(config);
        this.threads = threads;
        this.wanted = wanted(settings);
        this.otlp = OtlpSettings.read(settings, Secrets.of(config));
        this.resource = Map.of(
                "service.name",
                "parley",
                "service.version",
                settings.text("parley.version").orElse("0"),
                "service.instance.id",
                node.id());
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Metrics() {
        threads = null;
        otlp = null;
        wanted = false;
        resource = Map.of();
    }

    private static boolean wanted(Settings settings) {
        return settings.flag("parley.metrics").orElse(true);
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings, Secrets secrets) {
        wanted(settings);
        OtlpSettings.read(settings, secrets);
    }

    @PostConstruct
    void open() {
        if (wanted) {
            prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        }
        MeterRegistry pushed = otlp.endpoint("v1/metrics").map(this::pushing).orElse(null);
        if (prometheus != null && pushed != null) {
            registry = new CompositeMeterRegistry(Clock.SYSTEM, List.of(prometheus, pushed));
        } else if (prometheus != null) {
            registry = prometheus;
        } else if (pushed != null) {
            registry = pushed;
        }
        registry.config().meterFilter(MeterFilter.maximumAllowableMetrics(MOST_METERS));
        if (prometheus != null || pushed != null) {
            new JvmMeters().bindTo(registry);
        }
    }

    private MeterRegistry pushing(URI endpoint) {
        OtlpConfig config = new OtlpConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public String url() {
                return endpoint.toString();
            }

            @Override
            public Duration step() {
                return otlp.interval();
            }

            @Override
            public Map<String, String> headers() {
                // They are asked for anew with each report.
                return Map.of();
            }

            @Override
            public Map<String, String> resourceAttributes() {
                return resource;
            }

            @Override
            public TimeUnit baseTimeUnit() {
                return TimeUnit.SECONDS;
            }
        };
        return OtlpMeterRegistry.builder(config)
                .threadFactory(threads.factory())
                .metricsSender(new MetricsPost(endpoint, otlp.headers()))
                .build();
    }

    /** Where others register what they measure. */
    @Produces
    @Dependent
    public MeterRegistry registry() {
        return registry;
    }

    /** Everything as of now in Prometheus' text form; empty if that is switched off. */
    public Optional<String> text() {
        return Optional.ofNullable(prometheus).map(PrometheusMeterRegistry::scrape);
    }

    /** Tells the collector once more; waits no longer than its time-outs. */
    @PreDestroy
    void close() {
        registry.close();
    }
}
