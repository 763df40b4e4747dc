package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.protocol.ClientFrame;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** Answers that are being written. */
@Path("/generations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GenerationsResource {

    private final ConversationService service;

    @Inject
    public GenerationsResource(ConversationService service) {
        this.service = service;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public GenerationsResource() {
        service = null;
    }

    /** Stops it; its text is kept. Stopping one that has ended does nothing. */
    @POST
    @Path("/{id}/stop")
    public Response stop(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        JsonBody.of(request, body);
        service.stop(new ClientFrame.Stop(null, id));
        return Response.noContent().build();
    }
}
