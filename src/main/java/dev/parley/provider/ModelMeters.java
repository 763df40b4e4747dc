package dev.parley.provider;

import dev.parley.platform.Metric;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Usage;
import dev.parley.trace.GenAi;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

/** What is measured of requests to models, by OpenTelemetry's conventions for generative AI. Thread-safe. */
@ApplicationScoped
public class ModelMeters {

    private static final String DEMO = "parley.demo";

    private final MeterRegistry registry;

    @Inject
    public ModelMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ModelMeters() {
        registry = null;
    }

    /** What the conventions call it; the configured id for those they do not know. */
    static String nameOf(ProviderSpec provider) {
        if (provider.demo()) {
            return DEMO;
        }
        if (provider.dashScope()) {
            return GenAi.DASHSCOPE;
        }
        String host = provider.baseUrl().get().getHost();
        return GenAi.providerAt(host == null ? "" : host).orElse(provider.id());
    }

    /** A failure that the quick retry answers. */
    void blip(ErrorCode code) {
        Metric.RETRIES.counter(registry, "quick", code.wire()).increment();
    }

    /** A request that is about to be made. */
    Measured begin(ModelSpec model) {
        return new Measured(model, nameOf(model.provider()));
    }

    /** One request, for the thread that makes it. */
    final class Measured {
        private final ModelSpec model;
        private final String provider;
        private final long begun = System.nanoTime();

        private Measured(ModelSpec model, String provider) {
            this.model = model;
            this.provider = provider;
        }

        void began() {
            Metric.TIME_TO_FIRST_CHUNK
                    .timer(registry, GenAi.CHAT, provider, model.id())
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }

        /** For the pauses between pieces. */
        Timer chunks() {
            return Metric.TIME_PER_OUTPUT_CHUNK.timer(registry, GenAi.CHAT, provider, model.id());
        }

        void used(Usage usage) {
            Metric.TOKEN_USAGE
                    .summary(registry, GenAi.CHAT, provider, model.id(), "input")
                    .record(usage.inputTokens());
            Metric.TOKEN_USAGE
                    .summary(registry, GenAi.CHAT, provider, model.id(), "output")
                    .record(usage.outputTokens());
            BigDecimal cost = model.price().of(usage.inputTokens(), usage.outputTokens());
            if (cost != null) {
                Metric.COST.counter(registry, model.id()).increment(cost.doubleValue());
            }
        }

        /** @param error low in cardinality: an error code, or nothing */
        void ended(String error) {
            Metric.OPERATION_DURATION
                    .timer(registry, GenAi.CHAT, provider, model.id(), error)
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }
}
