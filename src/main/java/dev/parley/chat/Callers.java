package dev.parley.chat;

import dev.parley.identity.Account;
import dev.parley.identity.Admission;
import dev.parley.identity.Audit;
import dev.parley.identity.SignInDesk;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Who sends a request, as {@link ChatDoor} has found out. */
public final class Callers {

    private Callers() {}

    /**
     * An admission on its way through the container, which knows principals.
     *
     * @param place what is kept for the socket that is being opened
     */
    record Caller(Admission admission, Places.@Nullable Place place) implements Principal {
        @Override
        public String getName() {
            return admission.owner().id();
        }
    }

    /** @throws ParleyException if nobody was let in */
    public static Admission of(HttpServletRequest request) {
        return of(request.getUserPrincipal());
    }

    static Admission of(@Nullable Principal principal) {
        if (principal instanceof Caller caller) {
            return caller.admission();
        }
        throw new ParleyException(ErrorCode.SIGN_IN_REQUIRED, "nobody was let in");
    }

    /** What the door keeps for the socket that this handshake opens. */
    static Places.@Nullable Place keptFor(@Nullable Principal principal) {
        return principal instanceof Caller caller ? caller.place() : null;
    }

    /** The account that asks. @throws ParleyException if it is a guest or a program */
    static Account account(HttpServletRequest request) {
        Admission admission = of(request);
        if (admission.account() == null || !admission.isPersonal()) {
            throw new ParleyException(ErrorCode.NOT_ALLOWED, "for people with accounts");
        }
        return admission.account();
    }

    /** Where the request comes from. */
    public static String address(HttpServletRequest request) {
        return request.getRemoteAddr();
    }

    /** Who does it, for the audit log. */
    public static Audit.Actor actor(HttpServletRequest request) {
        return Audit.Actor.of(of(request).owner(), address(request));
    }

    static SignInDesk.Place place(HttpServletRequest request) {
        return new SignInDesk.Place(address(request), request.getHeader("User-Agent"));
    }
}
