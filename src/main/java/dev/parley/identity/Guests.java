package dev.parley.identity;

import dev.parley.platform.Ids;

/** People who have not signed in: a browser is known by a secret that it keeps in a cookie. */
public final class Guests {

    private static final int ID_LENGTH = 26;

    private Guests() {}

    /** A secret for a browser that has none yet. */
    public static String newSecret() {
        return Ids.secret();
    }

    public static boolean isSecret(String value) {
        return Ids.isSecret(value);
    }

    /** The guest that holds the secret; the id does not give the secret away. */
    public static Owner of(String secret) {
        return new Owner(Digests.of(secret).substring(0, ID_LENGTH), "Guest", true);
    }
}
