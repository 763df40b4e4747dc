package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.Settings;
import dev.parley.support.Requests;
import dev.parley.support.Values;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {

    private final Proxies proxies =
            Proxies.read(Settings.of(new Values().put("parley.trusted-proxies", "127.0.0.1, 10.0.0.0/8, fd00::/8")));

    private HttpServletRequest seen(Requests request) {
        HttpServletRequest made = request.make();
        assertThat(proxies.sent(made)).isTrue();
        return new ForwardedRequest(made, proxies);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9|203.0.113.9",
                "198.51.100.1, 203.0.113.9|203.0.113.9",
                "198.51.100.1, 203.0.113.9, 10.1.2.3|203.0.113.9",
                "203.0.113.9:4711|203.0.113.9",
                "[2001:db8::1]:4711|2001:db8:0:0:0:0:0:1",
                "2001:db8::1|2001:db8:0:0:0:0:0:1",
                "203.0.113.9, fd00::7|203.0.113.9",
                "203.0.113.9, unknown|127.0.0.1",
                "203.0.113.9, unknown, 10.9.9.9|10.9.9.9",
                "10.0.0.1|10.0.0.1",
                "<script>|127.0.0.1",
            })
    void theClientIsTheLastThatIsNoTrustedProxy(String header, String client) {
        assertThat(seen(Requests.get().from("127.0.0.1").header("X-Forwarded-For", header))
                        .getRemoteAddr())
                .isEqualTo(client);
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(seen(Requests.get()
                                .from("127.0.0.1")
                                .header("X-Forwarded-For", "203.0.113.9")
                                .header("X-Forwarded-For", "10.0.0.3"))
                        .getRemoteAddr())
                .isEqualTo("203.0.113.9");
    }

    @Test
    void nobodyElseIsBelieved() {
        assertThat(proxies.sent(Requests.get().from("192.0.2.1").make())).isFalse();
        assertThat(Proxies.read(Settings.of(new Values()))
                        .sent(Requests.get().from("127.0.0.1").make()))
                .isFalse();
    }

    @Test
    void encryptionAndHostAreWhatTheProxySays() {
        HttpServletRequest request = seen(Requests.get()
                .from("10.0.0.1")
                .host("internal:8080")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "forged.example, chat.example.org"));

        assertThat(request.isSecure()).isTrue();
        assertThat(request.getScheme()).isEqualTo("https");
        assertThat(request.getHeader("host")).isEqualTo("chat.example.org");
        assertThat(request.getHeaders("Host").nextElement()).isEqualTo("chat.example.org");
    }

    @Test
    void whatAProxyDoesNotSayStaysAsItIs() {
        HttpServletRequest request = seen(Requests.get().from("10.0.0.1").secure());

        assertThat(request.isSecure()).isTrue();
        assertThat(request.getHeader("Host")).isEqualTo("chat.example.org");
        assertThat(request.getRemoteAddr()).isEqualTo("10.0.0.1");
    }

    @Test
    void aFaultyRangeIsAFault() {
        Settings settings = Settings.of(new Values().put("parley.trusted-proxies", "10.0.0.0/8,proxy.example.org"));
        Proxies.read(settings);

        assertThat(settings.faults()).singleElement().asString().contains("proxy.example.org", "10.0.0.0/8");
    }
}
