package dev.parley.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcSettingsTest {

    @TempDir
    Path directory;

    @Test
    void hasDefaults() {
        OidcSettings settings = TestSettings.with(Map.of());

        assertThat(settings.scopes()).containsExactly("openid", "profile", "email", "offline_access");
        assertThat(settings.verifiedEmail()).isTrue();
        assertThat(settings.grace()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.callback()).isEqualTo(URI.create("https://chat.example.org/auth/oidc/callback"));
        assertThat(settings.home()).isEqualTo(URI.create("https://chat.example.org/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"parley.public-url", "parley.oidc.issuer", "parley.oidc.client-id", "parley.oidc.client-secret"})
    void saysWhatIsMissing(String key) {
        assertThat(TestSettings.faults(Map.of(key, "")))
                .singleElement()
                .asString()
                .startsWith(key + " (")
                .contains("is missing");
    }

    @Test
    void saysWhatIsMissingInAllAtOnce() {
        assertThat(TestSettings.faults(Map.of("parley.oidc.issuer", "", "parley.oidc.client-id", "")))
                .hasSize(2);
    }

    @Test
    void wantsNothingInOtherModes() {
        assertThat(TestSettings.faults(Map.of("parley.auth", "local", "parley.oidc.issuer", "")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://id.example.org", "ftp://id.example.org", "id.example.org", "https:", "https://a?b=c"})
    void refusesAnIssuerThatIsNotSafe(String issuer) {
        assertThat(TestSettings.faults(Map.of("parley.oidc.issuer", issuer)))
                .singleElement()
                .asString()
                .contains("https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8180/realms/a", "http://localhost:1", "https://id.example.org/realms/a"})
    void takesAnIssuerThatIsSafe(String issuer) {
        assertThat(TestSettings.with(Map.of("parley.oidc.issuer", issuer)).issuer())
                .isEqualTo(URI.create(issuer));
    }

    @Test
    void wantsOpenIdAmongTheScopes() {
        assertThat(TestSettings.faults(Map.of("parley.oidc.scopes", "profile email")))
                .singleElement()
                .asString()
                .contains("openid");
    }

    @Test
    void wantsClaimAndValueTogether() {
        assertThat(TestSettings.faults(Map.of("parley.oidc.admin-claim", "groups")))
                .singleElement()
                .asString()
                .startsWith("parley.oidc.admin-value");
        assertThat(TestSettings.faults(Map.of("parley.oidc.admin-value", "admins")))
                .singleElement()
                .asString()
                .startsWith("parley.oidc.admin-claim");
    }

    @Test
    void readsTheSecretAnewFromItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "first\n");
        OidcSettings settings = TestSettings.with(
                Map.of("parley.oidc.client-secret", "", "parley.oidc.client-secret.file", file.toString()));

        assertThat(settings.secret().get()).isEqualTo("first");
        Files.writeString(file, "second\n");
        assertThat(settings.secret().get()).isEqualTo("second");
        Files.delete(file);
        assertThat(settings.secret().get()).isEqualTo("second");
    }

    @Test
    void refusesASecretFileThatIsNone() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path huge = Files.writeString(directory.resolve("huge"), "x".repeat(20_000));

        for (Path file : new Path[] {empty, huge, directory, directory.resolve("absent")}) {
            assertThat(TestSettings.faults(
                            Map.of("parley.oidc.client-secret", "", "parley.oidc.client-secret.file", file.toString())))
                    .as(file.toString())
                    .singleElement()
                    .asString()
                    .startsWith("parley.oidc.client-secret.file");
        }
        assertThat(TestSettings.faults(Map.of("parley.oidc.client-secret.file", empty.toString())))
                .singleElement()
                .asString()
                .contains("beside");
    }

    @Test
    void neverShowsTheSecret() {
        OidcSettings settings = TestSettings.with(Map.of("parley.oidc.client-secret", "unmistakable"));

        assertThat(settings.toString()).doesNotContain("unmistakable");
    }
}
