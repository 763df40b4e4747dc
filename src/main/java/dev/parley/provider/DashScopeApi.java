package dev.parley.provider;

import dev.parley.platform.TraceParent;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/**
 * DashScope's native API (docs/providers.md 1). The response's entity is read as an input stream, event by event,
 * by the thread that called; only that thread closes it.
 */
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.SERVER_SENT_EVENTS)
public interface DashScopeApi {

    String SSE = "X-DashScope-SSE";

    @POST
    @Path("/services/aigc/text-generation/generation")
    Response text(
            @HeaderParam("Authorization") String authorization,
            @HeaderParam(SSE) String sse,
            @HeaderParam(TraceParent.HEADER) String traceparent,
            Map<String, Object> body);

    @POST
    @Path("/services/aigc/multimodal-generation/generation")
    Response multimodal(
            @HeaderParam("Authorization") String authorization,
            @HeaderParam(SSE) String sse,
            @HeaderParam(TraceParent.HEADER) String traceparent,
            Map<String, Object> body);
}
