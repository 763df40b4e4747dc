package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.Settings;
import dev.parley.support.Requests;
import dev.parley.support.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsDoorTest {

    private static MetricsDoor door(String allowed) {
        return new MetricsDoor(new Values().put("parley.metrics.allowed", allowed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1"})
    void letsInItsOwnMachine(String address) {
        assertThat(new MetricsDoor(new Values())
                        .lets(Requests.get().from(address).make()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "::2", "nonsense"})
    void letsInNobodyElse(String address) {
        assertThat(new MetricsDoor(new Values())
                        .lets(Requests.get().from(address).make()))
                .isFalse();
    }

    @Test
    void letsInTheNetworksThatAreNamedAndNoOthers() {
        MetricsDoor door = door("10.0.0.0/8, fd00::/8");

        assertThat(door.lets(Requests.get().from("10.9.8.7").make())).isTrue();
        assertThat(door.lets(Requests.get().from("fd00::1").make())).isTrue();
        assertThat(door.lets(Requests.get().from("127.0.0.1").make())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
    void aProxyOnTheSameMachineIsNotWhoAsks(String header) {
        assertThat(new MetricsDoor(new Values())
                        .lets(Requests.get()
                                .from("127.0.0.1")
                                .header(header, "127.0.0.1")
                                .make()))
                .isFalse();
    }

    @Test
    void aFaultyNetworkStopsTheStart() {
        Settings settings = Settings.of(new Values().put("parley.metrics.allowed", "10.0.0.0/8,prometheus"));
        MetricsDoor.check(settings);

        assertThat(settings.faults()).singleElement().asString().contains("parley.metrics.allowed", "prometheus");
    }
}
