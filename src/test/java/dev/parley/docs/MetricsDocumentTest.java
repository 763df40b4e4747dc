package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.JvmMeters;
import dev.parley.platform.Metric;
import dev.parley.support.MetricsTable;
import dev.parley.support.MetricsTable.Row;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docs/metrics.md has a row for everything that is measured, and for nothing else. */
class MetricsDocumentTest {

    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void hasARowForEachMetricAndNoOthers() {
        for (Metric metric : Metric.values()) {
            register(metric);
        }
        new JvmMeters().bindTo(registry);
        Map<String, Row> measured = new TreeMap<>();
        registry.getMeters().forEach(meter -> measured.put(row(meter).prometheus(), row(meter)));

        Collection<Row> documented = MetricsTable.rows().values();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(measured.values());
    }

    private void register(Metric metric) {
        String[] values = metric.labels().stream().map(label -> "x").toArray(String[]::new);
        switch (metric.kind()) {
            case GAUGE -> metric.gauge(registry, () -> 1, values);
            case COUNTER -> metric.adder(registry, values);
            case TIMER -> metric.timer(registry, values);
            case SUMMARY -> metric.summary(registry, values);
        }
    }

    private Row row(Meter meter) {
        Meter.Id id = meter.getId();
        NamingConvention names = registry.config().namingConvention();
        boolean histogram = id.getType() == Meter.Type.TIMER || id.getType() == Meter.Type.DISTRIBUTION_SUMMARY;
        String type = histogram ? "histogram" : id.getType() == Meter.Type.GAUGE ? "gauge" : "counter";
        String unit = id.getType() == Meter.Type.TIMER ? "seconds" : id.getBaseUnit();
        return new Row(
                id.getName(),
                // Prometheus' client adds what marks a counter.
                names.name(id.getName(), id.getType(), id.getBaseUnit()) + (type.equals("counter") ? "_total" : ""),
                type,
                unit == null ? "" : unit,
                id.getTags().stream()
                        .map(Tag::getKey)
                        .map(names::tagKey)
                        .sorted()
                        .toList(),
                String.valueOf(id.getDescription()));
    }
}
