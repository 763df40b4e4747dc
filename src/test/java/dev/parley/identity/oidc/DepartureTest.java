package dev.parley.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepartureTest {

    @Test
    void comesBackFromItsCookie() {
        Departure departure = Departure.now("#/c/1", 1_000);

        assertThat(Departure.open(departure.sealed("secret"), "secret")).contains(departure);
        assertThat(Departure.open(departure.sealed("secret"), "another")).isEmpty();
        assertThat(Departure.open(new Seal("secret", "oidc departure").close("{\"state\":1}"), "secret"))
                .isEmpty();
        assertThat(Departure.open("", "secret")).isEmpty();
    }

    @Test
    void isAnotherEachTime() {
        Departure one = Departure.now("", 0);
        Departure two = Departure.now("", 0);

        assertThat(one.state()).hasSizeGreaterThan(40).isNotEqualTo(two.state());
        assertThat(one.nonce()).hasSizeGreaterThan(40).isNotEqualTo(two.nonce());
        assertThat(one.verifier()).hasSizeGreaterThan(42).isNotEqualTo(two.verifier());
        assertThat(one.toString()).doesNotContain(one.state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"#/", "#/c/01h", "#/welcome/abc", "#/admin?tab=users&q=%E4%BD%A0"})
    void endsAtAFragmentOfThePage(String wanted) {
        assertThat(Departure.now(wanted, 0).returnTo()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "//evil.example", "https://evil.example", "\\evil", "#/c\r\nA: b", "#<script>", " #/"})
    void endsNowhereElse(String wanted) {
        assertThat(Departure.now(wanted, 0).returnTo()).isEmpty();
    }

    @Test
    void endsAtNoFragmentWithoutBound() {
        assertThat(Departure.now('#' + "a".repeat(301), 0).returnTo()).isEmpty();
    }
}
