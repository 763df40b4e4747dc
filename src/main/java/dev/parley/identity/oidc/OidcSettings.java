package dev.parley.identity.oidc;

import dev.parley.identity.AuthMode;
import dev.parley.identity.AuthSettings;
import dev.parley.platform.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Which OpenID provider signs people in, and what counts of what it says.
 *
 * @param issuer what it calls itself; its configuration is found below it
 * @param secret the client's secret, as it is now; empty while it cannot be read and never was
 * @param label what the page calls it
 * @param adminClaim a claim, or a path of claims with dots, that makes an admin if it is or holds {@code adminValue}; null
 *     for none
 * @param domains of e-mail addresses that may come in, in lower case; empty for all
 * @param grace so long it may be away when it should be asked again
 * @param publicUrl where browsers find this server, without a slash at the end
 */
public record OidcSettings(
        URI issuer,
        String clientId,
        Supplier<String> secret,
        List<String> scopes,
        String label,
        @Nullable String adminClaim,
        @Nullable String adminValue,
        boolean verifiedEmail,
        Set<String> domains,
        Duration grace,
        String publicUrl) {

    private static final String ISSUER = "parley.oidc.issuer";
    private static final String CLIENT_ID = "parley.oidc.client-id";
    private static final String CLIENT_SECRET = "parley.oidc.client-secret";
    private static final String ADMIN_CLAIM = "parley.oidc.admin-claim";
    private static final String ADMIN_VALUE = "parley.oidc.admin-value";
    private static final String SCOPES = "parley.oidc.scopes";
    private static final String OPENID = "openid";
    private static final String DEFAULT_SCOPES = "openid profile email offline_access";
    private static final String LABEL = "OpenID";
    private static final int GRACE_MINUTES = 15;
    private static final int MOST_GRACE_MINUTES = 7 * 24 * 60;
    private static final URI NONE = URI.create("https://none.invalid");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public OidcSettings {
        scopes = List.copyOf(scopes);
        domains = Set.copyOf(domains);
    }

    /** What is missing or wrong becomes a fault of the settings. Empty if no OpenID provider signs people in. */
    public static Optional<OidcSettings> read(Settings settings, AuthSettings auth) {
        if (auth.mode() != AuthMode.OIDC) {
            return Optional.empty();
        }
        if (auth.publicUrl() == null) {
            settings.fault(
                    "parley.public-url",
                    "is missing: the OpenID provider sends browsers back to it, such as https://chat.example.org");
        }
        Optional<String> claim = settings.text(ADMIN_CLAIM);
        Optional<String> value = settings.text(ADMIN_VALUE);
        if (claim.isPresent() != value.isPresent()) {
            settings.fault(
                    claim.isPresent() ? ADMIN_VALUE : ADMIN_CLAIM, "is missing: a claim makes an admin by its value");
        }
        return Optional.of(new OidcSettings(
                issuer(settings),
                insist(settings, CLIENT_ID, "the name by which the provider knows this server"),
                settings.neededSecret(CLIENT_SECRET),
                scopes(settings),
                settings.text("parley.oidc.label").orElse(LABEL),
                claim.orElse(null),
                value.orElse(null),
                auth.verifiedEmail(),
                settings.names("parley.oidc.allowed-domains").stream()
                        .map(domain -> domain.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                Duration.ofMinutes(settings.wholeNumber("parley.oidc.grace-minutes", 0, MOST_GRACE_MINUTES)
                        .orElse(GRACE_MINUTES)),
                String.valueOf(auth.publicUrl())));
    }

    /** @throws IllegalStateException if there are faults */
    static Optional<OidcSettings> of(Config config) {
        return Settings.checked(config, settings -> read(settings, AuthSettings.read(settings)));
    }

    private static URI issuer(Settings settings) {
        Optional<URI> issuer = settings.parsed(ISSUER, "an https address (http only on this machine)", text -> {
            URI uri = URI.create(text);
            boolean safe = "https".equals(uri.getScheme())
                    || "http".equals(uri.getScheme()) && LOOPBACK.contains(String.valueOf(uri.getHost()));
            if (!safe || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
                throw new IllegalArgumentException();
            }
            return uri;
        });
        if (settings.text(ISSUER).isEmpty()) {
            settings.fault(ISSUER, "is missing: the provider's address, as it calls itself");
        }
        return issuer.orElse(NONE);
    }

    private static List<String> scopes(Settings settings) {
        List<String> scopes =
                List.of(settings.text(SCOPES).orElse(DEFAULT_SCOPES).split("[\\s,]+"));
        if (!scopes.contains(OPENID)) {
            settings.fault(SCOPES, "must have openid among them");
        }
        return scopes;
    }

    private static String insist(Settings settings, String key, String what) {
        return settings.text(key).orElseGet(() -> {
            settings.fault(key, "is missing: " + what);
            return "";
        });
    }

    /** Where the provider sends browsers back to: to be registered there. */
    public URI callback() {
        return URI.create(publicUrl + "/auth/oidc/callback");
    }

    /** Where browsers go on after they have signed out: to be registered there. */
    public URI home() {
        return URI.create(publicUrl + '/');
    }
}
