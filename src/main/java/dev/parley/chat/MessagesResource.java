package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.conversation.Housekeeping;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.FrameReader;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** What can be asked of an answer that there is. */
@Path("/messages")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {

    private final ConversationService service;
    private final Housekeeping housekeeping;

    @Inject
    public MessagesResource(ConversationService service, Housekeeping housekeeping) {
        this.service = service;
        this.housekeeping = housekeeping;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public MessagesResource() {
        service = null;
        housekeeping = null;
    }

    @POST
    @Path("/{id}/regenerate")
    public Response regenerate(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        return Acks.created(service.regenerate(FrameReader.regenerate(JsonBody.of(request, body), id)));
    }

    @POST
    @Path("/{id}/continue")
    public Response continueAnswer(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        JsonBody.of(request, body);
        return Acks.created(service.continueAnswer(new ClientFrame.Continue(null, id)));
    }

    /** Thumbs up or down; null takes it back. */
    @PUT
    @Path("/{id}/rating")
    public Response rate(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        housekeeping.rate(service.owner(), id, Changes.rating(JsonBody.of(request, body)));
        return Response.noContent().build();
    }
}
