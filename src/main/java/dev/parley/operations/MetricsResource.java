package dev.parley.operations;

import dev.parley.chat.Callers;
import dev.parley.chat.MetricsDoor;
import dev.parley.platform.Metrics;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;

/** For Prometheus: from allowed addresses, or with the key of an administrator. */
@Path("/metrics")
@RequestScoped
public class MetricsResource {

    static final String TEXT = "text/plain;version=0.0.4;charset=utf-8";

    private final Metrics metrics;
    private final MetricsDoor door;

    @Context
    @SuppressWarnings("NullAway.Init")
    private HttpServletRequest servletRequest;

    @Inject
    public MetricsResource(Metrics metrics, MetricsDoor door) {
        this.metrics = metrics;
        this.door = door;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public MetricsResource() {
        metrics = null;
        door = null;
    }

    @GET
    @Produces(TEXT)
    public String text() {
        if (!door.lets(servletRequest) && !Callers.of(servletRequest).isAdministration()) {
            throw new ParleyException(ErrorCode.NOT_ALLOWED, "neither an allowed address nor an admin");
        }
        return metrics.text()
                .orElseThrow(() -> new ParleyException(ErrorCode.NOT_FOUND, "switched off (parley.metrics)"));
    }
}
