package dev.parley.chat;

import dev.parley.identity.Admission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** A request whose sender is known. */
final class AdmittedRequest extends HttpServletRequestWrapper {

    private final Callers.Caller caller;

    AdmittedRequest(HttpServletRequest request, Admission admission) {
        this(request, admission, null);
    }

    /** @param place for the socket that the request opens */
    AdmittedRequest(HttpServletRequest request, Admission admission, Places.@Nullable Place place) {
        super(request);
        this.caller = new Callers.Caller(admission, place);
    }

    /** What is kept for the socket that it opens, if it is one's handshake. */
    Places.@Nullable Place place() {
        return caller.place();
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
