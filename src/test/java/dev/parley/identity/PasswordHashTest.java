package dev.parley.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordHashTest {

    private static final String PASSWORD = "three words, \u4e09\u4e2a\u8bcd";

    @Test
    void onlyThePasswordMatches() {
        String stored = PasswordHash.of(PASSWORD, PasswordHash.ITERATIONS);

        assertThat(stored).startsWith("PBKDF2WithHmacSHA512:210000:").doesNotContain("three");
        assertThat(PasswordHash.matches(PASSWORD, stored)).isTrue();
        assertThat(PasswordHash.matches(PASSWORD + ' ', stored)).isFalse();
        assertThat(PasswordHash.matches("", stored)).isFalse();
    }

    @Test
    void eachHasASaltOfItsOwn() {
        assertThat(PasswordHash.of(PASSWORD, 10)).isNotEqualTo(PasswordHash.of(PASSWORD, 10));
    }

    /** RFC 6070's first vector has SHA-1; this is its counterpart for SHA-512. */
    @Test
    void itIsPbkdf2() {
        String known = "PBKDF2WithHmacSHA512:1:c2FsdA==:hn9wzxreAs/zdSWZo6U9xK80x6ZpgVrl1RNVThyM8lI=";

        assertThat(PasswordHash.matches("password", known)).isTrue();
    }

    @Test
    void aRowThatIsSpoiltIsNoPassword() {
        assertThatThrownBy(() -> PasswordHash.matches(PASSWORD, "plain")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> PasswordHash.matches(PASSWORD, "PBKDF2WithHmacSHA512:2000000000:c2FsdA==:AA=="))
                .isInstanceOf(IllegalStateException.class);
    }
}
