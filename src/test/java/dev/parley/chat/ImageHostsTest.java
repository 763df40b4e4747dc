package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.Settings;
import dev.parley.support.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHostsTest {

    private static Settings settings(String hosts) {
        return Settings.of(new Values().put("parley.images.allowed", hosts));
    }

    @Test
    void hostsAreSourcesByTlsOnly() {
        assertThat(ImageHosts.read(settings("img.Example.org, *.cdn.example:8443"))
                        .sources())
                .isEqualTo(" https://img.example.org https://*.cdn.example:8443");
        assertThat(ImageHosts.read(settings("*")).sources()).isEqualTo(" https:");
        assertThat(ImageHosts.read(Settings.of(new Values())).sources()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://img.example.org",
                "img.example.org/path",
                "img.example.org; script-src *",
                "'unsafe-inline'",
                "*.*",
                "data:",
                "a b"
            })
    void whatIsNoHostIsAFault(String hosts) {
        Settings settings = settings(hosts);
        ImageHosts.read(settings);

        assertThat(settings.faults()).isNotEmpty();
    }
}
