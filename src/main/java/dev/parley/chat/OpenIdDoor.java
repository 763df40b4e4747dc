package dev.parley.chat;

import dev.parley.identity.Admission;
import dev.parley.identity.oidc.OidcDesk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What a page is told of the OpenID provider that signs people in, where one does. */
@ApplicationScoped
public class OpenIdDoor {

    private final OidcDesk desk;

    @Inject
    public OpenIdDoor(OidcDesk desk) {
        this.desk = desk;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected OpenIdDoor() {
        desk = null;
    }

    /** How one comes in this way, if one does. */
    void write(JsonGenerator json) {
        desk.settings().ifPresent(settings -> {
            json.writeStartObject("oidc");
            json.write("label", settings.label());
            json.write("url", OpenIdServlet.PATH.substring(1));
            json.writeEnd();
        });
    }

    /** Where the browser goes to sign out at the provider too, or null; to be asked before its sign-in ends. */
    @Nullable
    String signOutUrl(Admission admission, HttpServletRequest request) {
        String secret = SignInCookie.read(request);
        return secret == null || admission.signInId() == null
                ? null
                : desk.farewell(admission.signInId(), secret).map(URI::toString).orElse(null);
    }
}
