package dev.parley.chat;

import dev.parley.identity.Audit;
import dev.parley.identity.Audit.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down who has made an {@link Audited} call, and whether it was done. */
@Provider
@Audited
@ApplicationScoped
public class AuditFilter implements ContainerResponseFilter {

    private final Audit audit;

    @Context
    @SuppressWarnings("NullAway.Init")
    private ResourceInfo called;

    @Context
    @SuppressWarnings("NullAway.Init")
    private HttpServletRequest servletRequest;

    @Inject
    public AuditFilter(Audit audit) {
        this.audit = audit;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public AuditFilter() {
        audit = null;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Audited audited = called.getResourceMethod().getAnnotation(Audited.class);
        if (audited == null) {
            return;
        }
        Actor actor = Callers.actor(servletRequest);
        List<String> ids = request.getUriInfo().getPathParameters().get("id");
        @Nullable String target = ids == null || ids.isEmpty() ? null : ids.get(0);
        int status = response.getStatus();
        if (Response.Status.Family.familyOf(status) == Response.Status.Family.SUCCESSFUL) {
            audit.done(actor, audited.value(), target, null);
        } else {
            audit.refused(actor, audited.value(), target, "HTTP " + status, null);
        }
    }
}
