package dev.parley.identity;

import dev.parley.platform.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** People who have not signed in: a browser is known by a secret that it keeps in a cookie. */
public final class Guests {

    private static final String SECRET_FORM = "[0-9a-f]{64}";
    private static final int ID_LENGTH = 26;

    private Guests() {}

    /** A secret for a browser that has none yet. */
    public static String newSecret() {
        return Ids.secret();
    }

    public static boolean isSecret(String value) {
        return value.matches(SECRET_FORM);
    }

    /** The guest that holds the secret; the id does not give the secret away. */
    public static Owner of(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
            return new Owner(HexFormat.of().formatHex(digest).substring(0, ID_LENGTH), "Guest", true);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
