package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.conversation.Export;
import dev.parley.conversation.Import;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
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
import org.jspecify.annotations.Nullable;

/** Conversations as files. */
@Path("/conversations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TransferResource {

    private final ConversationService service;
    private final Export export;
    private final Import imports;

    @Inject
    public TransferResource(ConversationService service, Export export, Import imports) {
        this.service = service;
        this.export = export;
        this.imports = imports;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public TransferResource() {
        service = null;
        export = null;
        imports = null;
    }

    @GET
    @Path("/{id}/export")
    @Produces(MediaType.WILDCARD)
    @Audited("export")
    public Response export(
            @PathParam("id") String id,
            @QueryParam("format") @Nullable String format,
            @QueryParam("leaf") @Nullable String leaf) {
        if (format == null || format.equals("json")) {
            Export.File file = export.json(service.owner(), id);
            return attachment(file, "json", "application/json");
        }
        if (format.equals("markdown")) {
            Export.File file = export.markdown(service.owner(), id, leaf);
            return attachment(file, "md", "text/markdown;charset=UTF-8");
        }
        throw Changes.invalid("format: must be json or markdown");
    }

    private static Response attachment(Export.File file, String extension, String type) {
        return Response.ok(file.content(), type)
                .header("Content-Disposition", FileNames.attachment(file.title(), extension))
                .build();
    }

    @POST
    @Path("/import")
    @Audited("import")
    public Response take(@Context HttpServletRequest request, InputStream body) {
        List<ConversationView> taken =
                imports.take(service.owner(), () -> JsonBody.of(request, body, Import.MAX_BYTES));
        String made = Json.text(json -> {
            json.writeStartObject();
            ViewWriter.conversations(json, taken);
            json.writeEnd();
        });
        return Response.status(Response.Status.CREATED).entity(made).build();
    }
}
