package dev.parley.chat;

import dev.parley.conversation.Shares;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What was shared, for whoever knows the token: without session and cookie. */
@Path("/shared")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SharedResource {

    private final Shares shares;

    @Inject
    public SharedResource(Shares shares) {
        this.shares = shares;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SharedResource() {
        shares = null;
    }

    @GET
    @Path("/{token}")
    public Response read(@PathParam("token") String token) {
        return Response.ok(shares.read(token))
                .header("Cache-Control", "no-store")
                .header("X-Robots-Tag", "noindex")
                .build();
    }
}
