package dev.parley.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.identity.Role;
import dev.parley.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PersonTest {

    private static final OidcSettings PLAIN = TestSettings.with(Map.of());

    @Test
    void hasTheNamesThatTheProviderGives() {
        Person person = Person.of(
                "s1",
                Map.of(
                        "name",
                        "Ada Lovelace",
                        "preferred_username",
                        "ada",
                        "email",
                        "ada@example.org",
                        "email_verified",
                        true),
                PLAIN);

        assertThat(person).isEqualTo(new Person("s1", "ada", "Ada Lovelace", "ada@example.org", true, null));
    }

    @Test
    void findsANameWhereThereIsLittle() {
        assertThat(Person.of("s1", Map.of(), PLAIN).displayName()).isEqualTo("s1");
        assertThat(Person.of("s1", Map.of("email", "ada@example.org"), PLAIN).displayName())
                .isEqualTo("ada");
        assertThat(Person.of("s1", Map.of("nickname", "Countess"), PLAIN).displayName())
                .isEqualTo("Countess");
        assertThat(Person.of("s1", Map.of("name", List.of("no text")), PLAIN).displayName())
                .isEqualTo("s1");
    }

    @Test
    void hasAHarmlessNameWhateverTheProviderGives() {
        assertThat(name("Ada\u202e\u0007\nLove")).isEqualTo("Ada   Love");
        assertThat(name("x".repeat(5_000))).hasSize(100);
        assertThat(name("\ud83d")).isNotEmpty();
        assertThat(name("\u200b")).isEqualTo("s1");
        assertThat(Person.of("\u200b", Map.of(), PLAIN).displayName()).isEqualTo("?");
    }

    private static String name(String said) {
        return Person.of("s1", Map.of("name", said), PLAIN).displayName();
    }

    @Test
    void comesInWithAConfirmedEMailAddressOnly() {
        assertThat(refusal(Map.of("email", "a@example.org"), PLAIN)).isEqualTo(ErrorCode.EMAIL_NOT_VERIFIED);
        assertThat(refusal(Map.of("email", "a@example.org", "email_verified", false), PLAIN))
                .isEqualTo(ErrorCode.EMAIL_NOT_VERIFIED);
        assertThat(refusal(Map.of("email", "a@example.org", "email_verified", true), PLAIN))
                .isNull();
        assertThat(refusal(Map.of("email", "a@example.org", "email_verified", "true"), PLAIN))
                .isNull();
    }

    @Test
    void comesInAnywayWhereTheOperatorSaysSo() {
        OidcSettings settings = TestSettings.with(Map.of("parley.oidc.require-verified-email", "false"));

        assertThat(refusal(Map.of(), settings)).isNull();
    }

    @Test
    void comesInFromAllowedDomainsOnly() {
        for (String verified : List.of("true", "false")) {
            OidcSettings settings = TestSettings.with(Map.of(
                    "parley.oidc.allowed-domains",
                    "example.org, Example.COM",
                    "parley.oidc.require-verified-email",
                    verified));

            assertThat(refusal(Map.of("email", "a@EXAMPLE.org", "email_verified", true), settings))
                    .isNull();
            assertThat(refusal(Map.of("email", "a@example.com", "email_verified", true), settings))
                    .isNull();
            assertThat(refusal(Map.of("email", "a@example.org"), settings)).isEqualTo(ErrorCode.EMAIL_NOT_VERIFIED);
            for (String other : List.of("a@evil.example", "a@sub.example.org", "a@example.org@evil.example", "a")) {
                assertThat(refusal(Map.of("email", other, "email_verified", true), settings))
                        .as(other)
                        .isEqualTo(ErrorCode.NOT_ALLOWED);
            }
            assertThat(refusal(Map.of(), settings)).isEqualTo(ErrorCode.NOT_ALLOWED);
        }
    }

    private static @Nullable ErrorCode refusal(Map<String, Object> claims, OidcSettings settings) {
        return Person.of("s1", claims, settings).refusal(settings);
    }

    @Test
    void isAnAdminByAClaim() {
        assertThat(role("groups", Map.of("groups", List.of("a", "admins")))).isEqualTo(Role.ADMIN);
        assertThat(role("groups", Map.of("groups", "admins"))).isEqualTo(Role.ADMIN);
        assertThat(role("groups", Map.of("groups", List.of("a", "administrators"))))
                .isEqualTo(Role.USER);
        assertThat(role("groups", Map.of())).isEqualTo(Role.USER);
        assertThat(role("realm_access.roles", Map.of("realm_access", Map.of("roles", List.of("admins")))))
                .isEqualTo(Role.ADMIN);
        assertThat(role("a.b.c", Map.of("a.b", Map.of("c", "admins")))).isEqualTo(Role.ADMIN);
        assertThat(role("https://example.org/roles", Map.of("https://example.org/roles", List.of("admins"))))
                .isEqualTo(Role.ADMIN);
        assertThat(role("a.b", Map.of("a", "admins"))).isEqualTo(Role.USER);
    }

    private static @Nullable Role role(String claim, Map<String, Object> claims) {
        OidcSettings settings =
                TestSettings.with(Map.of("parley.oidc.admin-claim", claim, "parley.oidc.admin-value", "admins"));
        return Person.of("s1", new HashMap<>(claims), settings).role();
    }
}
