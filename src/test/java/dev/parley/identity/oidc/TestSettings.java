package dev.parley.identity.oidc;

import dev.parley.identity.AuthSettings;
import dev.parley.platform.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings that are whole, and what a test changes in them. */
final class TestSettings {

    private static final Map<String, String> WHOLE = Map.of(
            "parley.auth", "oidc",
            "parley.public-url", "https://chat.example.org/",
            "parley.oidc.issuer", "https://id.example.org",
            "parley.oidc.client-id", "parley",
            "parley.oidc.client-secret", "secret");

    private TestSettings() {}

    /** @param changes an empty value takes a key away */
    static OidcSettings with(Map<String, String> changes) {
        Settings settings = settings(changes);
        OidcSettings read =
                OidcSettings.read(settings, AuthSettings.read(settings)).orElseThrow();
        settings.check();
        return read;
    }

    static List<String> faults(Map<String, String> changes) {
        Settings settings = settings(changes);
        OidcSettings.read(settings, AuthSettings.read(settings));
        return settings.faults();
    }

    private static Settings settings(Map<String, String> changes) {
        Map<String, String> all = new HashMap<>(WHOLE);
        all.putAll(changes);
        return new Settings(all::get);
    }
}
