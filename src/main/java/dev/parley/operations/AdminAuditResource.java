package dev.parley.operations;

import dev.parley.chat.AccountViews;
import dev.parley.chat.Callers;
import dev.parley.chat.FileNames;
import dev.parley.chat.Query;
import dev.parley.identity.Audit;
import dev.parley.identity.AuditEntry;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log, for admins. */
@Path("/admin/audit")
@ForAdmins
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminAuditResource {

    private static final int DEFAULT_LISTED = 100;
    private static final int MOST_LISTED = 500;

    private final Audit audit;

    @Inject
    public AdminAuditResource(Audit audit) {
        this.audit = audit;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public AdminAuditResource() {
        audit = null;
    }

    /** The newest first. */
    @GET
    public String list(
            @QueryParam("before") @Nullable String before,
            @QueryParam("action") @Nullable String action,
            @QueryParam("user") @Nullable String user,
            @QueryParam("limit") @Nullable String limit) {
        int most = Math.min(MOST_LISTED, Math.max(1, Query.wholeNumber("limit", limit, DEFAULT_LISTED)));
        List<AuditEntry> entries = audit.list(before, action, user, most);
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartArray("entries");
            entries.forEach(entry -> AccountViews.entry(json, entry));
            json.writeEnd();
            if (entries.size() == most) {
                json.write("next", entries.get(most - 1).id());
            }
            json.writeEnd();
        });
    }

    /** All of it, an entry a line. */
    @GET
    @Path("/export")
    @Produces("application/jsonl")
    public Response export(@Context HttpServletRequest request) {
        audit.done(Callers.actor(request), "export", null, "the audit log");
        StreamingOutput lines = out -> audit.each(null, entry -> {
            try {
                out.write((Json.text(json -> AccountViews.entry(json, entry)) + '\n').getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return Response.ok(lines)
                .header("Content-Disposition", FileNames.attachment("parley-audit", "jsonl"))
                .build();
    }
}
