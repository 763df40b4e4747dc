package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.protocol.FrameReader;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** The asker's conversations, and what is sent to them. */
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

    /** A message that opens a conversation. */
    @POST
    public Response open(@Context HttpServletRequest request, InputStream body) {
        return Acks.created(service.send(FrameReader.send(JsonBody.of(request, body), null)));
    }

    @POST
    @Path("/{id}/messages")
    public Response send(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        return Acks.created(service.send(FrameReader.send(JsonBody.of(request, body), id)));
    }
}
