package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.conversation.Share;
import dev.parley.conversation.Shares;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** Shares the asker's conversations. */
@Path("/conversations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SharingResource {

    private final ConversationService service;
    private final Shares shares;

    @Inject
    public SharingResource(ConversationService service, Shares shares) {
        this.service = service;
        this.shares = shares;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SharingResource() {
        service = null;
        shares = null;
    }

    @POST
    @Path("/{id}/shares")
    @Audited("share-created")
    public Response share(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        JsonObject json = Changes.object(JsonBody.of(request, body));
        Share share = shares.create(service.owner(), id, Changes.text(json, "leafId"), ShareViews.life(json));
        return Response.status(Response.Status.CREATED)
                .entity(ShareViews.one(share))
                .build();
    }

    @GET
    @Path("/{id}/shares")
    public String list(@PathParam("id") String id) {
        return ShareViews.all(shares.list(service.owner(), id));
    }
}
