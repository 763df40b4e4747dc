package dev.parley.operations;

import dev.parley.operations.Health.Check;
import dev.parley.operations.Health.Report;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** For probes, on the port and under the address of everything else, in the form of MicroProfile Health. */
@Path("/health")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    private final Health health;

    @Inject
    public HealthResource(Health health) {
        this.health = health;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public HealthResource() {
        health = null;
    }

    @GET
    @Path("/live")
    public Response live() {
        return answer(health.live());
    }

    @GET
    @Path("/ready")
    public Response ready() {
        return answer(health.ready());
    }

    @GET
    @Path("/started")
    public Response started() {
        return answer(health.started());
    }

    private static Response answer(Report report) {
        return Response.status(report.up() ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(json(report))
                .build();
    }

    /** Public for the test of the specification. */
    public static String json(Report report) {
        return Json.text(json -> {
            json.writeStartObject();
            json.write("status", status(report.up()));
            json.writeStartArray("checks");
            for (Check check : report.checks()) {
                json.writeStartObject();
                json.write("name", check.name());
                json.write("status", status(check.up()));
                json.writeEnd();
            }
            json.writeEnd();
            json.writeEnd();
        });
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
