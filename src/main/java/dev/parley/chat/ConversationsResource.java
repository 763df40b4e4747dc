package dev.parley.chat;

import dev.parley.conversation.ConversationChange;
import dev.parley.conversation.ConversationPage;
import dev.parley.conversation.ConversationService;
import dev.parley.conversation.Housekeeping;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.FrameReader;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
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

/** The asker's conversations, and what is sent to them. */
@Path("/conversations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConversationsResource {

    private static final int DEFAULT_LISTED = 100;

    private final ConversationService service;
    private final Housekeeping housekeeping;

    @Inject
    public ConversationsResource(ConversationService service, Housekeeping housekeeping) {
        this.service = service;
        this.housekeeping = housekeeping;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public ConversationsResource() {
        service = null;
        housekeeping = null;
    }

    @GET
    public String list(
            @QueryParam("archived") String archived,
            @QueryParam("before") String before,
            @QueryParam("limit") String limit) {
        ConversationPage page = service.list(
                Query.flag("archived", archived), before, Query.wholeNumber("limit", limit, DEFAULT_LISTED));
        return Json.text(json -> {
            json.writeStartObject();
            ViewWriter.conversations(json, page.conversations());
            if (page.next() != null) {
                json.write("next", page.next());
            }
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

    /** Names, pins, archives it, or sets what holds for its answers. */
    @PATCH
    @Path("/{id}")
    public String change(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        ConversationChange change = Changes.read(JsonBody.of(request, body));
        return whole(housekeeping.change(service.owner(), id, change));
    }

    @DELETE
    @Path("/{id}")
    @Audited("conversation-deleted")
    public Response delete(@PathParam("id") String id) {
        housekeeping.delete(service.owner(), id);
        return Response.noContent().build();
    }

    @POST
    @Path("/{id}/restore")
    @Audited("conversation-restored")
    public String restore(@PathParam("id") String id, @Context HttpServletRequest request, InputStream body) {
        JsonBody.of(request, body);
        return whole(housekeeping.restore(service.owner(), id));
    }

    private static String whole(ConversationView conversation) {
        return Json.text(json -> {
            json.writeStartObject();
            ViewWriter.wholeConversation(json, conversation);
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
