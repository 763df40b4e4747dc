package dev.parley.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What is measured of the JVM: memory and threads as Micrometer does it; CPU time and collections by what every server lets
 * an application see, because WildFly hides com.sun.management.
 */
public final class JvmMeters implements MeterBinder {

    private static final double MILLIS = 1e3;

    @Override
    public void bindTo(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Metric.CPU_TIME.counting(registry, JvmMeters::cpuSeconds);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            Metric.GC_COLLECTIONS.counting(registry, collector::getCollectionCount, collector.getName());
            Metric.GC_TIME.counting(registry, () -> collector.getCollectionTime() / MILLIS, collector.getName());
        }
    }

    private static double cpuSeconds() {
        Duration time = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return time.toMillis() / MILLIS;
    }
}
