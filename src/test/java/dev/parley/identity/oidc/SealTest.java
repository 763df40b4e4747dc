package dev.parley.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SealTest {

    private static final HexFormat HEX = HexFormat.of();

    private final Seal seal = new Seal("secret", "purpose");

    @Test
    void opensWhatItHasClosed() {
        String closed = seal.close("a refresh token");

        assertThat(closed).doesNotContain("refresh").matches("[A-Za-z0-9_-]+");
        assertThat(new Seal("secret", "purpose").open(closed)).contains("a refresh token");
    }

    @Test
    void closesTheSameTextInAnotherWayEachTime() {
        assertThat(seal.close("text")).isNotEqualTo(seal.close("text"));
    }

    @Test
    void opensNothingOfAnotherSecretOrPurpose() {
        String closed = seal.close("text");

        assertThat(new Seal("other", "purpose").open(closed)).isEmpty();
        assertThat(new Seal("secret", "other").open(closed)).isEmpty();
    }

    @Test
    void opensNothingThatWasChanged() {
        String closed = seal.close("text");

        for (int i = 0; i < closed.length() - 1; i++) {
            char other = closed.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(seal.open(closed.substring(0, i) + other + closed.substring(i + 1)))
                    .as("changed at %d", i)
                    .isEmpty();
            assertThat(seal.open(closed.substring(0, i))).as("cut at %d", i).isEmpty();
        }
        assertThat(seal.open("no base64!")).isEmpty();
    }

    /** RFC 5869, appendix A.1 and A.2. */
    @Test
    void derivesKeysAsTheSpecificationDoes() {
        assertThat(derive("0b".repeat(22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assertThat(derive(range(0x00, 0x4f), range(0x60, 0xaf), range(0xb0, 0xff), 82))
                .isEqualTo("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e"
                        + "590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    private static String derive(String secret, String salt, String info, int length) {
        return HEX.formatHex(Seal.derive(HEX.parseHex(secret), HEX.parseHex(salt), HEX.parseHex(info), length));
    }

    private static String range(int from, int to) {
        StringBuilder hex = new StringBuilder();
        for (int i = from; i <= to; i++) {
            hex.append(HEX.toHexDigits((byte) i));
        }
        return hex.toString();
    }
}
