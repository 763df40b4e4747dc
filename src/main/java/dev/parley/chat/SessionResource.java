package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Gatekeeper;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.Config;

/** Who the asker is. A page asks now and then, which also keeps its HTTP session alive. */
@Path("/session")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    private final ConversationService service;
    private final Gatekeeper gatekeeper;
    private final ImageHosts images;

    @Inject
    public SessionResource(ConversationService service, Gatekeeper gatekeeper, Config config) {
        this.service = service;
        this.gatekeeper = gatekeeper;
        this.images = ImageHosts.of(config);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SessionResource() {
        service = null;
        gatekeeper = null;
        images = null;
    }

    @GET
    public String get(@Context HttpServletRequest request) {
        return AccountViews.session(Callers.of(request), gatekeeper.settings(), service.id(), images.names());
    }
}
