package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.support.Requests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private final Origins origins = new Origins(List.of(" https://Friend.example ", ""));

    private boolean accepts(Requests request) {
        return origins.accepts(request.make());
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example.org, http://chat.example.org",
        "chat.example.org, https://chat.example.org",
        "CHAT.example.org, https://chat.example.ORG",
        "chat.example.org:443, https://chat.example.org",
        "chat.example.org:80, http://chat.example.org",
        "chat.example.org:8080, http://chat.example.org:8080",
        "my_host:8080, http://my_host:8080",
        "[::1]:8080, http://[::1]:8080",
    })
    void itsOwnPageMayTalk(String host, String origin) {
        assertThat(accepts(Requests.post().host(host).header("Origin", origin))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "",
                "https://chat.example.org.evil.example",
                "https://evil.example/chat.example.org",
                "https://chat.example.org:8443",
                "https://chat.example.org@evil.example",
                "https://evil@chat.example.org",
                "https://sub.chat.example.org",
                "file://",
                "https://%",
            })
    void noOtherPageMay(String origin) {
        assertThat(accepts(Requests.get().header("Origin", origin))).isFalse();
        assertThat(accepts(Requests.post().header("Origin", origin))).isFalse();
    }

    @Test
    void anUnencryptedPageMayNotTalkToAnEncryptedServer() {
        assertThat(accepts(Requests.post().secure().header("Origin", "http://chat.example.org")))
                .isFalse();
        assertThat(accepts(Requests.post().secure().header("Origin", "https://chat.example.org")))
                .isTrue();
    }

    @Test
    void aPageThatTheOperatorNamesMay() {
        assertThat(accepts(Requests.post()
                        .header("Origin", "https://friend.example")
                        .header("Sec-Fetch-Site", "cross-site")))
                .isTrue();
    }

    @Test
    void withoutAnOriginTheBrowserStillSaysThatItIsAnotherSite() {
        assertThat(accepts(Requests.post().header("Sec-Fetch-Site", "cross-site")))
                .isFalse();
        assertThat(accepts(Requests.get().header("Upgrade", "websocket").header("Sec-Fetch-Site", "cross-site")))
                .isFalse();
        assertThat(accepts(Requests.get().header("Sec-Fetch-Site", "cross-site")))
                .as("a link to an export")
                .isTrue();
    }

    @Test
    void programsSendNeither() {
        assertThat(accepts(Requests.post())).isTrue();
        assertThat(accepts(Requests.get().header("Upgrade", "websocket"))).isTrue();
    }
}
