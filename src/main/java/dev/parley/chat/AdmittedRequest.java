package dev.parley.chat;

import dev.parley.identity.Admission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request whose sender is known. */
final class AdmittedRequest extends HttpServletRequestWrapper {

    private final Callers.Caller caller;

    AdmittedRequest(HttpServletRequest request, Admission admission) {
        super(request);
        this.caller = new Callers.Caller(admission);
    }

    @Override
    public Principal getUserPrincipal() {
        return caller;
    }

    @Override
    public String getRemoteUser() {
        return caller.getName();
    }

    @Override
    public boolean isUserInRole(String role) {
        return caller.admission().owner().role().wire().equals(role);
    }
}
