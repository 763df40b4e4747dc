package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.Capacity;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final long NOW = 1_000;

    private final Places places = new Places(new Capacity(100, 100, 1, 2, 100));

    private void assertFull(String user, String address) {
        assertThatThrownBy(() -> places.keep(user, address, NOW))
                .isInstanceOfSatisfying(
                        ParleyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_SOCKETS));
    }

    @Test
    void whatIsKeptForAHandshakeIsNoOthers() {
        Places.Place place = places.keep("ann", "here", NOW);

        assertFull("ann", "there");
        assertThat(place.claim()).isTrue();
        assertFull("ann", "there");
        place.leave();
        assertThat(places.keep("ann", "there", NOW).claim()).isTrue();
    }

    @Test
    void anAddressHasSoManyForAllItsUsers() {
        places.keep("ann", "here", NOW);
        places.keep("bob", "here", NOW);

        assertFull("eve", "here");
        // Nothing of it was taken for her.
        assertThat(places.keep("eve", "there", NOW).claim()).isTrue();
    }

    @Test
    void aHandshakeThatFailsGivesItBackOnce() {
        Places.Place place = places.keep("ann", "here", NOW);
        place.abandon();
        Places.Place next = places.keep("ann", "here", NOW);
        place.abandon();
        place.leave();

        assertThat(place.claim()).isFalse();
        assertFull("ann", "here");
        assertThat(next.claim()).isTrue();
    }

    @Test
    void whatIsClaimedIsNotAbandoned() {
        Places.Place place = places.keep("ann", "here", NOW);
        place.claim();
        place.abandon();
        places.sweep(NOW + Places.KEPT_MILLIS + 1);

        assertFull("ann", "here");
    }

    @Test
    void whatIsKeptInVainIsGivenBackInTheEnd() {
        Places.Place place = places.keep("ann", "here", NOW);
        places.sweep(NOW + Places.KEPT_MILLIS);
        assertFull("ann", "here");

        places.sweep(NOW + Places.KEPT_MILLIS + 1);

        assertThat(place.claim()).isFalse();
        assertThat(places.keep("ann", "here", NOW).claim()).isTrue();
    }
}
