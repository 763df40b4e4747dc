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
import org.jspecify.annotations.Nullable;

/** The chat completions of OpenAI-compatible providers (docs/providers.md 3). Reading: as {@link DashScopeApi}. */
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.SERVER_SENT_EVENTS)
public interface OpenAiApi {

    @POST
    @Path("/chat/completions")
    Response completions(
            @HeaderParam("Authorization") @Nullable String authorization,
            @HeaderParam(TraceParent.HEADER) String traceparent,
            Map<String, Object> body);
}
