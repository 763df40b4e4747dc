package dev.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrefixEchoTest {

    private static final String PREFIX = "The quick brown fox jumps";

    /** What comes out when the text arrives in pieces of each possible size. */
    private static void assertLets(String comes, String through) {
        for (int size = 1; size <= comes.length(); size++) {
            PrefixEcho echo = new PrefixEcho(PREFIX);
            StringBuilder out = new StringBuilder();
            for (int at = 0; at < comes.length(); at += size) {
                out.append(echo.take(comes.substring(at, Math.min(comes.length(), at + size))));
            }
            String rest = echo.rest();
            out.append(rest == null ? "" : rest);
            assertThat(out).as("in pieces of %d", size).hasToString(through);
        }
    }

    @Test
    void aRepeatedPrefixIsDropped() {
        assertLets(PREFIX + " over the dog", " over the dog");
    }

    @Test
    void whatOnlyBeginsLikeItIsKept() {
        assertLets("The quick brown cat sleeps", "The quick brown cat sleeps");
        assertLets(" over the dog", " over the dog");
        assertLets("The quick", "The quick");
    }

    @Test
    void aSecondRepetitionIsText() {
        assertLets(PREFIX + PREFIX, PREFIX);
    }

    @Test
    void aPrefixThatRepeatsItselfProvesNothing() {
        for (String prefix : new String[] {"x".repeat(40), "| --- ".repeat(5), "ab\n".repeat(9) + "a"}) {
            PrefixEcho echo = new PrefixEcho(prefix);
            assertThat(echo.take(prefix)).isEqualTo(prefix);
        }
    }

    @Test
    void aShortPrefixProvesNothing() {
        PrefixEcho echo = new PrefixEcho("ha");
        assertThat(echo.take("ha")).isEqualTo("ha");
        assertThat(echo.take("ha")).isEqualTo("ha");
        assertThat(echo.rest()).isNull();
    }
}
