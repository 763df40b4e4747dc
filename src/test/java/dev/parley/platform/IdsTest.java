package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void areUniqueAndInTheOrderInWhichTheyWereMade() {
        Set<String> ids = new HashSet<>();
        String before = Ids.next();
        for (int i = 0; i < 10_000; i++) {
            String id = Ids.next();
            assertThat(id).matches("[0-9a-hjkmnp-tv-z]{26}");
            assertThat(ids.add(id)).isTrue();
            assertThat(id).isGreaterThan(before);
            before = id;
        }
    }

    @Test
    void tracesAndSecretsAreHexadecimal() {
        assertThat(Ids.trace()).matches("[0-9a-f]{32}");
        assertThat(Ids.secret()).matches("[0-9a-f]{64}");
    }
}
