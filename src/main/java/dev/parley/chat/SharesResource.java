package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.conversation.Shares;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Revokes what the asker has shared. */
@Path("/shares")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SharesResource {

    private final ConversationService service;
    private final Shares shares;

    @Inject
    public SharesResource(ConversationService service, Shares shares) {
        this.service = service;
        this.shares = shares;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SharesResource() {
        service = null;
        shares = null;
    }

    @DELETE
    @Path("/{id}")
    @Audited("share-revoked")
    public Response revoke(@PathParam("id") String id) {
        shares.revoke(service.owner(), id);
        return Response.noContent().build();
    }
}
