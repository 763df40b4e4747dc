package dev.parley.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 of the Java platform, written as Jakarta Security's {@code Pbkdf2PasswordHash} writes it:
 * {@code algorithm:iterations:salt:hash}, the last two in Base64. Stateless.
 *
 * <p>Notes: not that bean itself, because WildFly's MicroProfile configuration and a lean Open Liberty do not have it, and
 * the application would then not start at all.
 */
final class PasswordHash {

    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";

    /** As OWASP's password storage cheat sheet advises for this algorithm. */
    static final int ITERATIONS = 210_000;

    /** What is stored is ours; the bound only keeps a spoilt row from taking a processor for ever. */
    private static final int MOST_ITERATIONS = 10_000_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    /** Takes a processor for about a tenth of a second with {@link #ITERATIONS}. */
    static String of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                ":",
                ALGORITHM,
                Integer.toString(iterations),
                base64.encodeToString(salt),
                base64.encodeToString(derive(password, salt, iterations, HASH_BYTES)));
    }

    /** Whether it is the password; takes as long whatever is wrong with it. */
    static boolean matches(String password, String stored) {
        String[] parts = stored.split(":", -1);
        if (parts.length != 4 || !parts[0].equals(ALGORITHM)) {
            throw new IllegalStateException("a stored password hash is not of the form " + ALGORITHM + ":...");
        }
        int iterations = Integer.parseInt(parts[1]);
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new IllegalStateException("a stored password hash has " + iterations + " iterations");
        }
        byte[] hash = Base64.getDecoder().decode(parts[3]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        return MessageDigest.isEqual(hash, derive(password, salt, iterations, hash.length));
    }

    private static byte[] derive(String password, byte[] salt, int iterations, int bytes) {
        char[] chars = password.toCharArray();
        PBEKeySpec key = new PBEKeySpec(chars, salt, iterations, bytes * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        } finally {
            key.clearPassword();
            Arrays.fill(chars, ' ');
        }
    }
}
