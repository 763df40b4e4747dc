package dev.parley.platform;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes identifiers: time-ordered ones for records, random ones for traces and secrets. Thread-safe. */
public final class Ids {

    private static final char[] CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 26;
    private static final int RANDOM_BYTES = 10;
    /** The random part of the id that was made last; guards {@link #lastTime} too. */
    private static final byte[] LAST = new byte[RANDOM_BYTES];

    private static long lastTime;

    private Ids() {}

    /**
     * A ULID in lower case: 26 characters, 48 bits of time in milliseconds, 80 random bits. Each is greater than those that
     * this process has made before: within a millisecond, and while the clock goes back, the random part is counted up.
     */
    public static String next() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        synchronized (LAST) {
            long time = System.currentTimeMillis();
            if (time > lastTime) {
                lastTime = time;
                // Room to count up.
                random[0] &= 0x7f;
                System.arraycopy(random, 0, LAST, 0, RANDOM_BYTES);
            } else {
                for (int i = RANDOM_BYTES - 1; i >= 0 && ++LAST[i] == 0; i--) {
                    // Carried on to the byte before.
                }
                System.arraycopy(LAST, 0, random, 0, RANDOM_BYTES);
            }
            return text(lastTime, random);
        }
    }

    private static String text(long millis, byte[] random) {
        char[] id = new char[LENGTH];
        long time = millis;
        for (int i = 9; i >= 0; i--) {
            id[i] = CROCKFORD[(int) (time & 31)];
            time >>>= 5;
        }
        encode(random, 0, id, 10);
        encode(random, 5, id, 18);
        return new String(id);
    }

    /** Five bytes become eight characters. */
    private static void encode(byte[] bytes, int from, char[] into, int at) {
        long bits = 0;
        for (int i = 0; i < 5; i++) {
            bits = bits << 8 | (bytes[from + i] & 0xff);
        }
        for (int i = 7; i >= 0; i--) {
            into[at + i] = CROCKFORD[(int) (bits & 31)];
            bits >>>= 5;
        }
    }

    /** A W3C trace id: 32 hexadecimal digits. */
    public static String trace() {
        return hex(16);
    }

    /** A W3C span id: 16 hexadecimal digits. */
    public static String span() {
        return hex(8);
    }

    /** A secret of 256 random bits: 64 hexadecimal digits. */
    public static String secret() {
        return hex(32);
    }

    /** Whether it has the form of one; anything else needs not be looked up. */
    public static boolean isSecret(String value) {
        return value.length() == 64 && value.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    private static String hex(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
