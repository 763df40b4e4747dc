package dev.parley.chat;

import dev.parley.conversation.Departure;
import dev.parley.conversation.Export;
import dev.parley.identity.Account;
import dev.parley.identity.Accounts;
import dev.parley.identity.Admission;
import dev.parley.identity.ApiKeys;
import dev.parley.identity.Audit;
import dev.parley.identity.AuthSettings;
import dev.parley.identity.Gatekeeper;
import dev.parley.identity.Passwords;
import dev.parley.identity.Quotas;
import dev.parley.identity.SignInDesk;
import dev.parley.identity.SignIns;
import dev.parley.identity.Terms;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;

/** The asker's own account. For people: a program's key does not reach it. */
@Path("/account")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AccountResource {

    private final Accounts accounts;
    private final SignIns signIns;
    private final ApiKeys keys;
    private final SignInDesk desk;
    private final Passwords passwords;
    private final Audit audit;
    private final AuthSettings settings;
    private final Dismissals dismissals;
    private final Departure departure;
    private final Quotas quotas;
    private final Export export;

    @Inject
    public AccountResource(
            Accounts accounts,
            SignIns signIns,
            ApiKeys keys,
            SignInDesk desk,
            Passwords passwords,
            Audit audit,
            Gatekeeper gatekeeper,
            Dismissals dismissals,
            Departure departure,
            Quotas quotas,
            Export export) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.keys = keys;
        this.desk = desk;
        this.passwords = passwords;
        this.audit = audit;
        this.settings = gatekeeper.settings();
        this.dismissals = dismissals;
        this.departure = departure;
        this.quotas = quotas;
        this.export = export;
    }

    /** For the proxy. */
    @SuppressWarnings({"NullAway", "NullAway.Init"})
    public AccountResource() {
        accounts = null;
        signIns = null;
        keys = null;
        desk = null;
        passwords = null;
        audit = null;
        settings = null;
        dismissals = null;
        departure = null;
        quotas = null;
        export = null;
    }

    @GET
    public String get(@Context HttpServletRequest request) {
        return view(Callers.account(request), Callers.of(request));
    }

    private String view(Account account, Admission admission) {
        return Json.text(json -> {
            json.writeStartObject();
            AccountViews.user(json, account.owner(), account);
            if (passwords.has(account.id())) {
                json.write("password", true);
            }
            json.writeStartArray("sessions");
            signIns.list(account.id()).forEach(one -> AccountViews.signIn(json, one, admission.signInId()));
            json.writeEnd();
            AccountViews.usage(json, quotas.usage(account.owner()));
            json.writeEnd();
        });
    }

    @PATCH
    public String rename(@Context HttpServletRequest request, InputStream body) {
        Account account = Callers.account(request);
        JsonObject json = Changes.object(JsonBody.of(request, body));
        accounts.rename(account.id(), Changes.required(json, "displayName"));
        return view(accounts.get(account.id()), Callers.of(request));
    }

    /** Sets a new password; the other sign-ins end. */
    @POST
    @Path("/password")
    public Response password(@Context HttpServletRequest request, InputStream body) {
        Account account = Callers.account(request);
        JsonObject json = Changes.object(JsonBody.of(request, body));
        desk.changePassword(
                account,
                Changes.required(json, "current"),
                Changes.required(json, "password"),
                Callers.of(request).signInId(),
                Callers.address(request));
        dismissals.now();
        return Response.noContent().build();
    }

    @POST
    @Path("/terms")
    public Response terms(@Context HttpServletRequest request, InputStream body) {
        Account account = Callers.account(request);
        String version = Changes.required(Changes.object(JsonBody.of(request, body)), "version");
        Terms terms = settings.terms();
        if (terms == null) {
            throw Changes.invalid("version: there are no terms of use here");
        }
        if (!terms.version().equals(version)) {
            throw ParleyException.explained(ErrorCode.TERMS_NOT_ACCEPTED, terms.version());
        }
        accounts.acceptTerms(account.id(), version);
        audit.done(Callers.actor(request), "terms-accepted", null, version);
        return Response.noContent().build();
    }

    /** Signs another browser out, or this one. */
    @DELETE
    @Path("/sessions/{id}")
    public Response end(@PathParam("id") String id, @Context HttpServletRequest request) {
        Account account = Callers.account(request);
        if (!signIns.end(account.id(), id)) {
            throw new ParleyException(ErrorCode.NOT_FOUND, "no sign-in of theirs");
        }
        audit.done(Callers.actor(request), "sign-out", id, "another browser");
        dismissals.now();
        return Response.noContent().build();
    }

    @GET
    @Path("/keys")
    public String keys(@Context HttpServletRequest request) {
        Account account = Callers.account(request);
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartArray("keys");
            keys.list(account.id()).forEach(key -> AccountViews.key(json, key, null));
            json.writeEnd();
            json.writeEnd();
        });
    }

    @POST
    @Path("/keys")
    public Response createKey(@Context HttpServletRequest request, InputStream body) {
        Account account = Callers.account(request);
        JsonObject json = Changes.object(JsonBody.of(request, body));
        ApiKeys.Created created =
                keys.create(account, Changes.required(json, "name"), KeyRequests.scopes(json), KeyRequests.life(json));
        audit.done(
                Callers.actor(request),
                "key-created",
                created.key().id(),
                created.key().name());
        String view = Json.text(out -> AccountViews.key(out, created.key(), created.secret()));
        return Response.status(Response.Status.CREATED).entity(view).build();
    }

    @DELETE
    @Path("/keys/{id}")
    public Response revokeKey(@PathParam("id") String id, @Context HttpServletRequest request) {
        Account account = Callers.account(request);
        if (!keys.revoke(account.id(), id)) {
            throw new ParleyException(ErrorCode.NOT_FOUND, "no key of theirs");
        }
        audit.done(Callers.actor(request), "key-revoked", id, null);
        dismissals.now();
        return Response.noContent().build();
    }

    /** Everything that is kept about the asker, without secrets. */
    @GET
    @Path("/export")
    public Response export(@Context HttpServletRequest request) {
        Account account = Callers.account(request);
        Admission admission = Callers.of(request);
        audit.done(Callers.actor(request), "export", null, "the account");
        StreamingOutput content = out -> export.all(account.owner(), out, json -> {
            AccountViews.user(json, account.owner(), account);
            json.writeStartArray("sessions");
            signIns.list(account.id()).forEach(one -> AccountViews.signIn(json, one, admission.signInId()));
            json.writeEnd();
            json.writeStartArray("keys");
            keys.list(account.id()).forEach(key -> AccountViews.key(json, key, null));
            json.writeEnd();
            json.writeStartArray("audit");
            audit.each(account.id(), entry -> AccountViews.entry(json, entry));
            json.writeEnd();
        });
        return Response.ok(content)
                .header("Content-Disposition", FileNames.attachment("parley-account", "json"))
                .build();
    }

    /** Removes everything that is the asker's, for good. */
    @POST
    @Path("/delete")
    public Response delete(
            @Context HttpServletRequest request, @Context HttpServletResponse response, InputStream body) {
        Account account = Callers.account(request);
        JsonObject json = Changes.object(JsonBody.of(request, body));
        if (passwords.has(account.id())) {
            desk.insist(account, Changes.required(json, "password"), "account-deleted", Callers.address(request));
        } else if (!account.name().equals(Changes.text(json, "confirm"))) {
            throw Changes.invalid("confirm: must be your sign-in name, " + account.name());
        }
        departure.forget(account);
        audit.done(Callers.actor(request), "account-deleted", account.id(), null);
        SignInCookie.clear(request, response);
        dismissals.now();
        SignInResource.forgetHttpSession(request);
        return Response.noContent().build();
    }
}
