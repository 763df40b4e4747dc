package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The asker's conversations. */
@Path("/conversations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConversationsResource {

    private final ConversationService service;

    @Inject
    public ConversationsResource(ConversationService service) {
        this.service = service;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public ConversationsResource() {
        service = null;
    }

    @GET
    public String list() {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartArray("conversations");
            service.list().forEach(conversation -> {
                json.writeStartObject();
                ViewWriter.conversation(json, conversation);
                json.writeEnd();
            });
            json.writeEnd();
            json.writeEnd();
        });
    }

    @GET
    @Path("/{id}")
    public String get(@PathParam("id") String id) {
        return Json.text(json -> {
            json.writeStartObject();
            ViewWriter.snapshot(json, service.get(id));
            json.writeEnd();
        });
    }
}
