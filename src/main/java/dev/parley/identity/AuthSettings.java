package dev.parley.identity;

import dev.parley.platform.Settings;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in, and for how long.
 *
 * @param idle a sign-in that is not used for so long ends
 * @param life a sign-in ends after so long at the latest
 * @param terms what users must accept, or null
 * @param publicUrl where browsers find this server, without a slash at the end, or null if that was not said
 * @param verifiedEmail whether users of an OpenID provider must have confirmed their e-mail address
 * @param auditDays so long entries of the audit log are kept
 */
public record AuthSettings(
        AuthMode mode,
        Registration registration,
        Duration idle,
        Duration life,
        @Nullable Terms terms,
        @Nullable String publicUrl,
        boolean verifiedEmail,
        int auditDays) {

    private static final String AUTH = "parley.auth";
    private static final double IDLE_MINUTES = 7.0 * 24 * 60;
    private static final double LIFE_MINUTES = 30.0 * 24 * 60;
    private static final double MOST_MINUTES = 366.0 * 24 * 60;
    private static final double LEAST_MINUTES = 0.02;
    private static final int AUDIT_DAYS = 365;
    private static final int MOST_DAYS = 36_500;

    /** Faulty values become faults of the settings; what is not set has its default. */
    public static AuthSettings read(Settings settings) {
        return new AuthSettings(
                mode(settings),
                settings.oneOf("parley.registration", Registration.class).orElse(Registration.INVITED),
                minutes(settings, "parley.sign-in.idle-minutes", IDLE_MINUTES),
                minutes(settings, "parley.sign-in.max-minutes", LIFE_MINUTES),
                terms(settings),
                publicUrl(settings),
                settings.flag("parley.oidc.require-verified-email").orElse(true),
                settings.wholeNumber("parley.audit.days", 1, MOST_DAYS).orElse(AUDIT_DAYS));
    }

    /** @throws IllegalStateException if there are faults */
    public static AuthSettings of(Config config) {
        return Settings.checked(config, AuthSettings::read);
    }

    /** Guests come in only while no provider is paid for; a mode that lets everybody in must be said. */
    private static AuthMode mode(Settings settings) {
        boolean paid = settings.hasSecret("llm.api.key")
                || !settings.names("parley.providers").isEmpty();
        Optional<AuthMode> said = settings.oneOf(AUTH, AuthMode.class);
        if (paid && said.filter(mode -> mode == AuthMode.DEMO).isPresent()) {
            settings.fault(
                    AUTH, "is demo, but there is a provider beside the demo model: say local or oidc, or open for all");
        }
        return said.orElse(paid ? AuthMode.LOCAL : AuthMode.DEMO);
    }

    private static Duration minutes(Settings settings, String key, double otherwise) {
        double minutes = settings.number(key, LEAST_MINUTES, MOST_MINUTES).orElse(otherwise);
        return Duration.ofMillis(Math.round(minutes * 60_000));
    }

    private static @Nullable Terms terms(Settings settings) {
        Optional<String> version = settings.text("parley.terms.version");
        Optional<String> url = settings.text("parley.terms.url");
        if (version.isPresent() != url.isPresent()) {
            settings.fault(
                    version.isPresent() ? "parley.terms.url" : "parley.terms.version",
                    "is missing: terms have a version and an address");
            return null;
        }
        url.filter(address -> !address.matches("(https?://|/)\\S{1,1000}"))
                .ifPresent(address -> settings.fault("parley.terms.url", "must be an http address, or a path here"));
        version.filter(text -> text.length() > 64)
                .ifPresent(text -> settings.fault("parley.terms.version", "must have 64 characters at most"));
        return version.isEmpty() ? null : new Terms(version.get(), url.get());
    }

    private static @Nullable String publicUrl(Settings settings) {
        return settings.text("parley.public-url")
                .map(url -> {
                    if (!url.matches("https?://\\S{1,1000}")) {
                        settings.fault("parley.public-url", "must begin with http:// or https://");
                    }
                    return url.replaceAll("/+$", "");
                })
                .orElse(null);
    }
}
