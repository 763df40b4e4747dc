package dev.parley.operations;

import dev.parley.chat.AccountViews;
import dev.parley.chat.Callers;
import dev.parley.chat.Changes;
import dev.parley.chat.JsonBody;
import dev.parley.identity.Audit;
import dev.parley.identity.Invitation;
import dev.parley.identity.Invitations;
import dev.parley.identity.Role;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Links that bring new users in, for admins. */
@Path("/admin/invitations")
@ForAdmins
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminInvitationsResource {

    private final Invitations invitations;
    private final Audit audit;

    @Inject
    public AdminInvitationsResource(Invitations invitations, Audit audit) {
        this.invitations = invitations;
        this.audit = audit;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public AdminInvitationsResource() {
        invitations = null;
        audit = null;
    }

    @GET
    public String list() {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartArray("invitations");
            invitations.list().forEach(one -> write(json, one, null));
            json.writeEnd();
            json.writeEnd();
        });
    }

    private static void write(JsonGenerator json, Invitation invitation, @Nullable String token) {
        json.writeStartObject();
        json.write("id", invitation.id());
        json.write("kind", invitation.kind().wire());
        json.write("role", invitation.role().wire());
        json.write("createdAt", invitation.createdAtMillis());
        json.write("expiresAt", invitation.expiresAtMillis());
        AccountViews.optional(json, "createdBy", invitation.createdBy());
        AccountViews.optional(json, "userId", invitation.accountId());
        AccountViews.optional(json, "token", token);
        json.writeEnd();
    }

    /** The token is told this once. */
    @POST
    public Response create(@Context HttpServletRequest request, InputStream body) {
        JsonObject json = Changes.object(JsonBody.of(request, body));
        String roleText = Changes.text(json, "role");
        Role role = roleText == null
                ? Role.USER
                : Role.ofWire(roleText).orElseThrow(() -> Changes.invalid("role: must be user or admin"));
        JsonValue life = json.get("expiresInMs");
        Duration lives = life == null ? Invitations.DEFAULT_LIFE : Changes.millis("expiresInMs", life);
        Invitations.Created created = invitations.create(
                Invitation.Kind.INVITATION,
                role,
                null,
                Callers.of(request).owner().id(),
                lives);
        audit.done(
                Callers.actor(request),
                "invitation-created",
                created.invitation().id(),
                role.wire());
        String view = Json.text(out -> write(out, created.invitation(), created.token()));
        return Response.status(Response.Status.CREATED).entity(view).build();
    }

    @DELETE
    @Path("/{id}")
    public Response revoke(@PathParam("id") String id, @Context HttpServletRequest request) {
        invitations.revoke(id);
        audit.done(Callers.actor(request), "invitation-revoked", id, null);
        return Response.noContent().build();
    }
}
