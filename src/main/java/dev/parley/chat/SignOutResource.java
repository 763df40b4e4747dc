package dev.parley.chat;

import dev.parley.identity.Account;
import dev.parley.identity.Admission;
import dev.parley.identity.Audit;
import dev.parley.identity.SignIns;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;

/** The way out. */
@Path("/sign-out")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SignOutResource {

    private final SignIns signIns;
    private final Audit audit;
    private final Dismissals dismissals;
    private final OpenIdDoor openId;

    @Inject
    public SignOutResource(SignIns signIns, Audit audit, Dismissals dismissals, OpenIdDoor openId) {
        this.signIns = signIns;
        this.audit = audit;
        this.dismissals = dismissals;
        this.openId = openId;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SignOutResource() {
        signIns = null;
        audit = null;
        dismissals = null;
        openId = null;
    }

    /** Ends this browser's sign-in; its sockets close. */
    @POST
    public String signOut(
            @Context HttpServletRequest request, @Context HttpServletResponse response, InputStream body) {
        JsonBody.of(request, body);
        Account account = Callers.account(request);
        Admission admission = Callers.of(request);
        String elsewhere = openId.signOutUrl(admission, request);
        signIns.end(account.id(), String.valueOf(admission.signInId()));
        audit.done(Callers.actor(request), "sign-out", null, null);
        SignInCookie.clear(request, response);
        dismissals.now();
        SignInResource.forgetHttpSession(request);
        return Json.text(json -> {
            json.writeStartObject();
            AccountViews.optional(json, "redirect", elsewhere);
            json.writeEnd();
        });
    }
}
