package dev.parley.chat;

import dev.parley.identity.Admission;
import dev.parley.identity.AuthMode;
import dev.parley.identity.AuthSettings;
import dev.parley.identity.Gatekeeper;
import dev.parley.identity.Invitation;
import dev.parley.identity.Scope;
import dev.parley.identity.SignInDesk;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.EnumSet;
import org.eclipse.microprofile.config.Config;

/** For those who are not signed in yet: how one comes in here, and the ways in. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SignInResource {

    private final SignInDesk desk;
    private final Gatekeeper gatekeeper;
    private final OpenIdDoor openId;
    private final ImageHosts images;

    @Inject
    public SignInResource(SignInDesk desk, Gatekeeper gatekeeper, OpenIdDoor openId, Config config) {
        this.desk = desk;
        this.gatekeeper = gatekeeper;
        this.openId = openId;
        this.images = ImageHosts.of(config);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SignInResource() {
        desk = null;
        gatekeeper = null;
        openId = null;
        images = null;
    }

    /** How one comes in. */
    @GET
    @Path("/sign-in")
    public String ways() {
        AuthSettings settings = gatekeeper.settings();
        return Json.text(json -> {
            json.writeStartObject();
            json.write("mode", settings.mode().wire());
            json.write(
                    "registration",
                    settings.mode() == AuthMode.LOCAL ? settings.registration().wire() : "closed");
            if (desk.isNew()) {
                json.write("setUp", true);
            }
            openId.write(json);
            AccountViews.terms(json, settings.terms());
            json.writeEnd();
        });
    }

    @POST
    @Path("/sign-in")
    public Response signIn(
            @Context HttpServletRequest request, @Context HttpServletResponse response, InputStream body) {
        JsonObject json = Changes.object(JsonBody.of(request, body));
        SignInDesk.Entered entered =
                desk.signIn(Changes.required(json, "name"), Changes.required(json, "password"), Callers.place(request));
        return entered(entered, Response.Status.OK, request, response);
    }

    @POST
    @Path("/registrations")
    public Response register(
            @Context HttpServletRequest request, @Context HttpServletResponse response, InputStream body) {
        JsonObject json = Changes.object(JsonBody.of(request, body));
        SignInDesk.Entered entered =
                desk.register(application(json, Changes.required(json, "name")), Callers.place(request));
        return entered(entered, Response.Status.CREATED, request, response);
    }

    /** What a link is for. By POST, so that its token stands in no log of addresses. */
    @POST
    @Path("/invitations/open")
    public String look(@Context HttpServletRequest request, InputStream body) {
        JsonObject json = Changes.object(JsonBody.of(request, body));
        Invitation invitation = desk.look(Changes.required(json, "token"), Callers.place(request));
        return Json.text(view -> {
            view.writeStartObject();
            view.write("kind", invitation.kind().wire());
            view.write("role", invitation.role().wire());
            AccountViews.optional(view, "name", desk.nameFor(invitation));
            view.write("expiresAt", invitation.expiresAtMillis());
            view.writeEnd();
        });
    }

    @POST
    @Path("/invitations/accept")
    public Response accept(
            @Context HttpServletRequest request, @Context HttpServletResponse response, InputStream body) {
        JsonObject json = Changes.object(JsonBody.of(request, body));
        String name = Changes.text(json, "name");
        SignInDesk.Entered entered = desk.accept(
                Changes.required(json, "token"), application(json, name == null ? "" : name), Callers.place(request));
        return entered(entered, Response.Status.CREATED, request, response);
    }

    private static SignInDesk.Application application(JsonObject json, String name) {
        return new SignInDesk.Application(
                name,
                Changes.text(json, "displayName"),
                Changes.required(json, "password"),
                Changes.text(json, "acceptTerms"));
    }

    private Response entered(
            SignInDesk.Entered entered,
            Response.Status status,
            HttpServletRequest request,
            HttpServletResponse response) {
        AuthSettings settings = gatekeeper.settings();
        SignInCookie.set(request, response, entered.signIn().secret(), settings.life());
        forgetHttpSession(request);
        Admission admission = new Admission(
                entered.account().owner(),
                entered.account(),
                entered.signIn().id(),
                null,
                EnumSet.allOf(Scope.class),
                entered.signIn().expiresAtMillis(),
                null);
        return Response.status(status)
                .entity(AccountViews.session(admission, settings, null, images.names()))
                .build();
    }

    /** What was done before the sign-in shares nothing with what comes after it. */
    static void forgetHttpSession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }
}
