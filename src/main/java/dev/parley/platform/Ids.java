package dev.parley.platform;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes identifiers: time-ordered ones for records, random ones for traces and secrets. Thread-safe. */
public final class Ids {

    private static final char[] CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 26;

    private Ids() {}

    /** A ULID in lower case: 26 characters, 48 bits of time in milliseconds, 80 random bits. */
    public static String next() {
        byte[] random = new byte[10];
        RANDOM.nextBytes(random);
        char[] id = new char[LENGTH];
        long time = System.currentTimeMillis();
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

    /** A secret of 256 random bits: 64 hexadecimal digits. */
    public static String secret() {
        return hex(32);
    }

    private static String hex(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
