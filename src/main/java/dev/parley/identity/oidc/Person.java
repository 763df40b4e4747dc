package dev.parley.identity.oidc;

import dev.parley.identity.Accounts;
import dev.parley.identity.Role;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.WellFormed;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom the provider describes.
 *
 * @param subject who it is, together with the issuer; nothing else is
 * @param role null if the provider has no say in it
 */
record Person(
        String subject,
        String preferredName,
        String displayName,
        @Nullable String email,
        boolean emailVerified,
        @Nullable Role role) {

    private static final int NAME_CHARS = 100;

    /** @param claims of the ID token and of the user info endpoint */
    static Person of(String subject, Map<String, Object> claims, OidcSettings settings) {
        String email = text(claims, "email").orElse(null);
        String preferred = text(claims, "preferred_username")
                .or(() -> Optional.ofNullable(email).map(address -> address.split("@", 2)[0]))
                .orElse(subject);
        String shown = text(claims, "name")
                .or(() -> text(claims, "nickname"))
                .map(Person::display)
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> display(preferred));
        return new Person(
                subject,
                preferred,
                shown.isEmpty() ? "?" : Accounts.displayName(shown),
                email,
                // A text with some providers.
                "true".equals(String.valueOf(claims.get("email_verified"))),
                role(claims, settings));
    }

    /** Why they may not come in, or null. */
    @Nullable
    ErrorCode refusal(OidcSettings settings) {
        if (!settings.domains().isEmpty()
                && !(emailVerified && settings.domains().contains(domain()))) {
            return email == null || emailVerified ? ErrorCode.NOT_ALLOWED : ErrorCode.EMAIL_NOT_VERIFIED;
        }
        return settings.verifiedEmail() && !emailVerified ? ErrorCode.EMAIL_NOT_VERIFIED : null;
    }

    private String domain() {
        String address = String.valueOf(email);
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text
                ? Optional.of(text.strip()).filter(one -> !one.isEmpty())
                : Optional.empty();
    }

    private static String display(String name) {
        String plain = WellFormed.text(name)
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ")
                .strip();
        return plain.length() <= NAME_CHARS
                ? plain
                : WellFormed.text(plain.substring(0, NAME_CHARS)).strip();
    }

    private static @Nullable Role role(Map<String, Object> claims, OidcSettings settings) {
        String path = settings.adminClaim();
        if (path == null) {
            return null;
        }
        return values(at(claims, path)).anyMatch(value -> value.equals(settings.adminValue())) ? Role.ADMIN : Role.USER;
    }

    /** A claim of that name (names may have dots), or what is at that path of claims. */
    private static @Nullable Object at(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                Object found = at(inner, path.substring(dot + 1));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Stream<String> values(@Nullable Object claim) {
        if (claim instanceof Collection<?> all) {
            return all.stream().map(String::valueOf);
        }
        return claim == null ? Stream.empty() : Stream.of(String.valueOf(claim));
    }
}
