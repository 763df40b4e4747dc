package dev.parley.identity.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.parley.protocol.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A browser on its way to the provider. All that is known of it lies, sealed, in a cookie of that browser: whichever node it
 * comes back to can go on.
 *
 * @param returnTo the fragment of the page to end on, or empty
 * @param atMillis when it left
 */
record Departure(String state, String nonce, String verifier, String returnTo, long atMillis) {

    private static final Pattern FRAGMENT = Pattern.compile("#[A-Za-z0-9/_.~=&?%-]{0,300}");
    private static final String PURPOSE = "oidc departure";

    /** @param wanted where to end; what is no fragment of the page is left aside */
    static Departure now(String wanted, long nowMillis) {
        return new Departure(
                new State().getValue(),
                new Nonce().getValue(),
                new CodeVerifier().getValue(),
                FRAGMENT.matcher(wanted).matches() ? wanted : "",
                nowMillis);
    }

    /** @param secret the client's, which all nodes know */
    String sealed(String secret) {
        String text = Json.text(json -> {
            json.writeStartObject();
            json.write("state", state);
            json.write("nonce", nonce);
            json.write("verifier", verifier);
            json.write("return", returnTo);
            json.write("at", atMillis);
            json.writeEnd();
        });
        return new Seal(secret, PURPOSE).close(text);
    }

    /** Nothing if this server, or one with the same secret, has not sealed it. */
    static Optional<Departure> open(String sealed, String secret) {
        return new Seal(secret, PURPOSE).open(sealed).flatMap(Departure::read);
    }

    private static Optional<Departure> read(String text) {
        try {
            JsonObject json = Json.value(text).asJsonObject();
            return Optional.of(new Departure(
                    json.getString("state"),
                    json.getString("nonce"),
                    json.getString("verifier"),
                    json.getString("return"),
                    json.getJsonNumber("at").longValueExact()));
        } catch (JsonException | NullPointerException | ClassCastException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** What it holds is secret. */
    @Override
    public String toString() {
        return "Departure";
    }
}
