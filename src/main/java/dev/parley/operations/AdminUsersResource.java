package dev.parley.operations;

import dev.parley.chat.AccountViews;
import dev.parley.chat.Callers;
import dev.parley.chat.Changes;
import dev.parley.chat.Dismissals;
import dev.parley.chat.JsonBody;
import dev.parley.chat.Query;
import dev.parley.conversation.Conversations;
import dev.parley.conversation.Departure;
import dev.parley.identity.Account;
import dev.parley.identity.Accounts;
import dev.parley.identity.Audit;
import dev.parley.identity.Invitation;
import dev.parley.identity.Invitations;
import dev.parley.identity.Quotas;
import dev.parley.identity.Role;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users, for admins. */
@Path("/admin/users")
@ForAdmins
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminUsersResource {

    private static final int DEFAULT_LISTED = 50;
    private static final int MOST_LISTED = 200;
    private static final Quotas.Figures GONE = new Quotas.Figures(new Quotas.Own(null, null), 0, 0);

    private final Accounts accounts;
    private final Invitations invitations;
    private final Departure departure;
    private final Audit audit;
    private final Dismissals dismissals;
    private final Quotas quotas;
    private final Conversations conversations;

    @Inject
    public AdminUsersResource(
            Accounts accounts,
            Invitations invitations,
            Departure departure,
            Audit audit,
            Dismissals dismissals,
            Quotas quotas,
            Conversations conversations) {
        this.accounts = accounts;
        this.invitations = invitations;
        this.departure = departure;
        this.audit = audit;
        this.dismissals = dismissals;
        this.quotas = quotas;
        this.conversations = conversations;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public AdminUsersResource() {
        accounts = null;
        invitations = null;
        departure = null;
        audit = null;
        dismissals = null;
        quotas = null;
        conversations = null;
    }

    /** By name. */
    @GET
    public String list(
            @QueryParam("q") @Nullable String query,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit) {
        int most = Math.min(MOST_LISTED, Math.max(1, Query.wholeNumber("limit", limit, DEFAULT_LISTED)));
        List<Account> some = accounts.list(query == null ? "" : query, before == null ? "" : before, most + 1);
        List<Account> page = some.subList(0, Math.min(most, some.size()));
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartArray("users");
            users(json, page);
            json.writeEnd();
            if (some.size() > most) {
                json.write("next", page.get(most - 1).name());
            }
            json.writeEnd();
        });
    }

    /** What is known of them is read for all at once. */
    private void users(JsonGenerator json, List<Account> some) {
        List<String> ids = some.stream().map(Account::id).toList();
        Map<String, Quotas.Figures> figures = quotas.figures(ids);
        Map<String, Integer> counts = conversations.counts(ids);
        for (Account account : some) {
            // Somebody may have been deleted since.
            Quotas.Figures known = figures.getOrDefault(account.id(), GONE);
            user(json, account, known, counts.getOrDefault(account.id(), 0));
        }
    }

    private static void user(JsonGenerator json, Account account, Quotas.Figures figures, int count) {
        json.writeStartObject();
        json.write("id", account.id());
        json.write("name", account.displayName());
        json.write("signInName", account.name());
        AccountViews.optional(json, "email", account.email());
        json.write("role", account.role().wire());
        json.write("source", account.source());
        if (account.disabled()) {
            json.write("disabled", true);
        }
        json.write("createdAt", account.createdAtMillis());
        AccountViews.optional(json, "lastSeenAt", account.lastSeenAtMillis());
        AccountViews.optional(json, "dayTokens", figures.own().day());
        AccountViews.optional(json, "monthTokens", figures.own().month());
        json.write("usedDay", figures.day());
        json.write("usedMonth", figures.month());
        json.write("conversations", count);
        json.writeEnd();
    }

    /** Gives a role, disables and enables, sets how many tokens may be used. */
    @PATCH
    @Path("/{id}")
    public String change(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        JsonObject json = Changes.object(JsonBody.of(request, body));
        String roleText = Changes.text(json, "role");
        Role role = roleText == null
                ? null
                : Role.ofWire(roleText).orElseThrow(() -> Changes.invalid("role: must be user or admin"));
        Account account = accounts.change(id, role, Changes.flag(json, "disabled"));
        if (json.containsKey("dayTokens") || json.containsKey("monthTokens")) {
            Quotas.Own own = quotas.own(id);
            quotas.set(
                    id, new Quotas.Own(tokens(json, "dayTokens", own.day()), tokens(json, "monthTokens", own.month())));
        }
        audit.done(Callers.actor(request), "user-changed", id, described(account, quotas.own(id)));
        dismissals.now();
        return Json.text(out -> users(out, List.of(account)));
    }

    private static String described(Account account, Quotas.Own own) {
        return account.name() + ": " + account.role().wire() + (account.disabled() ? ", disabled" : "")
                + (own.day() == null ? "" : ", " + own.day() + " tokens a day")
                + (own.month() == null ? "" : ", " + own.month() + " tokens a month");
    }

    /** A number sets a limit of their own, null takes it away. */
    private static @Nullable Long tokens(JsonObject json, String name, @Nullable Long before) {
        JsonValue value = json.get(name);
        if (value == null) {
            return before;
        }
        if (value == JsonValue.NULL) {
            return null;
        }
        if (value instanceof JsonNumber number
                && number.isIntegral()
                && number.bigDecimalValue().precision() < 19) {
            return number.longValue();
        }
        throw Changes.invalid(name + ": must be a whole number of tokens, or null");
    }

    /** A link by which a new password is chosen. */
    @POST
    @Path("/{id}/reset")
    public Response reset(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        JsonBody.of(request, body);
        Account account = accounts.get(id);
        if (!account.source().equals(Account.LOCAL)) {
            throw ParleyException.explained(ErrorCode.INVALID_REQUEST, "this user has no password here");
        }
        Invitations.Created created = invitations.create(
                Invitation.Kind.RESET,
                account.role(),
                id,
                Callers.of(request).owner().id(),
                Invitations.RESET_LIFE);
        audit.done(Callers.actor(request), "reset-link", id, account.name());
        String view = Json.text(json -> {
            json.writeStartObject();
            json.write("token", created.token());
            json.write("expiresAt", created.invitation().expiresAtMillis());
            json.writeEnd();
        });
        return Response.status(Response.Status.CREATED).entity(view).build();
    }

    /** Removes somebody with everything that is theirs, for good. */
    @DELETE
    @Path("/{id}")
    public Response delete(@PathParam("id") String id, @Context HttpServletRequest request) {
        Account account = accounts.get(id);
        departure.forget(account);
        audit.done(Callers.actor(request), "user-deleted", id, account.name());
        dismissals.now();
        return Response.noContent().build();
    }
}
