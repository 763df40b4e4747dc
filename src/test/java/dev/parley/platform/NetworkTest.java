package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.129, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
    })
    void holdsTheAddressesOfItsRange(String network, String address, boolean holds) {
        assertThat(Network.of(network).contains(Network.parse(address).orElseThrow()))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "10.0.0.0/8/8", "::/129", "a"})
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> Network.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "_hidden", "1", "1.2.3", "example.org", "1.2.3.4.5", "999.1.1.1", "::g"})
    void aNameIsNoAddress(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @Test
    void whoHasAnAddressOfIpv6HasAllOfItsNetwork() {
        assertThat(Network.subscriber("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(Network.subscriber("2001:db8:1:2:ffff::1"))
                .isNotEqualTo(Network.subscriber("2001:db8:1:3::1"));
        assertThat(Network.subscriber("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(Network.subscriber("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(Network.subscriber("somewhere")).isEqualTo("somewhere");
    }
}
