package dev.parley.operations;

import dev.parley.operations.Health.Report;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The same as {@link HealthResource} for MicroProfile Health, which each server shows at an address of its own. */
abstract class HealthChecks implements HealthCheck {

    private final String name;
    private final Supplier<Report> report;

    HealthChecks(String name, Supplier<Report> report) {
        this.name = name;
        this.report = report;
    }

    @Override
    public HealthCheckResponse call() {
        Report now = report.get();
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name).status(now.up());
        now.checks().forEach(check -> response.withData(check.name(), check.up() ? "UP" : "DOWN"));
        return response.build();
    }

    /** Whether it has no need of a restart. */
    @Liveness
    @ApplicationScoped
    public static class Live extends HealthChecks {
        @Inject
        public Live(Health health) {
            super("parley-live", health::live);
        }

        /** For the proxy. */
        @SuppressWarnings("NullAway")
        protected Live() {
            super("", null);
        }
    }

    /** Whether users should be sent here. */
    @Readiness
    @ApplicationScoped
    public static class Ready extends HealthChecks {
        @Inject
        public Ready(Health health) {
            super("parley-ready", health::ready);
        }

        /** For the proxy. */
        @SuppressWarnings("NullAway")
        protected Ready() {
            super("", null);
        }
    }

    /** Whether it has started. */
    @Startup
    @ApplicationScoped
    public static class Started extends HealthChecks {
        @Inject
        public Started(Health health) {
            super("parley-started", health::started);
        }

        /** For the proxy. */
        @SuppressWarnings("NullAway")
        protected Started() {
            super("", null);
        }
    }
}
