package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Who the asker is. A page asks now and then, which also keeps its HTTP session alive. */
@Path("/session")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    private final ConversationService service;

    @Inject
    public SessionResource(ConversationService service) {
        this.service = service;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SessionResource() {
        service = null;
    }

    @GET
    public String get() {
        return Json.text(json -> {
            json.writeStartObject();
            ViewWriter.user(json, "user", Greeting.user(service.owner()));
            json.write("session", service.id());
            json.writeEnd();
        });
    }
}
