package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.conversation.Export;
import dev.parley.identity.Owner;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** All of the asker's conversations as one file. */
@Path("/export")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExportResource {

    private final ConversationService service;
    private final Export export;

    @Inject
    public ExportResource(ConversationService service, Export export) {
        this.service = service;
        this.export = export;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public ExportResource() {
        service = null;
        export = null;
    }

    @GET
    @Audited("export")
    public Response all() {
        Owner owner = service.owner();
        StreamingOutput content = out -> export.all(owner, out);
        return Response.ok(content)
                .header("Content-Disposition", FileNames.attachment("parley", "json"))
                .build();
    }
}
