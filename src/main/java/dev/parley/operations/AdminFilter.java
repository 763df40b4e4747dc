package dev.parley.operations;

import dev.parley.chat.Callers;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Lets nobody but admins through to what is {@link ForAdmins}. */
@Provider
@ForAdmins
@ApplicationScoped
public class AdminFilter implements ContainerRequestFilter {

    @Context
    @SuppressWarnings("NullAway.Init")
    private HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request) {
        if (!Callers.of(servletRequest).isAdministration()) {
            throw new ParleyException(ErrorCode.NOT_ALLOWED, "no admin");
        }
    }
}
