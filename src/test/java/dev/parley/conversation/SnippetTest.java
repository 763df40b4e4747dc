package dev.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SnippetTest {

    private static List<String> marked(Snippet snippet) {
        return snippet.matches().stream()
                .map(match -> snippet.text().substring(match.from(), match.to()))
                .toList();
    }

    @Test
    void aShortTextIsShownWhole() {
        Snippet snippet = Snippet.of("A lease,\nand a LEASE", List.of("lease"));

        assertThat(snippet.text()).isEqualTo("A lease, and a LEASE");
        assertThat(marked(snippet)).containsExactly("lease", "LEASE");
    }

    @Test
    void aLongTextIsCutAroundTheFirstMatchBetweenWholeCharacters() {
        for (int shift = 0; shift < 4; shift++) {
            String text = "x".repeat(shift) + "🙂".repeat(300) + "租约" + "🙂".repeat(300);

            Snippet snippet = Snippet.of(text, List.of("租约"));

            assertThat(snippet.text()).startsWith("…").endsWith("…").hasSizeBetween(155, 165);
            assertThat(marked(snippet)).containsExactly("租约");
            assertThat(new String(
                            snippet.text().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(snippet.text());
        }
    }

    @Test
    void matchesThatOverlapAreOne() {
        assertThat(marked(Snippet.of("abcde", List.of("abc", "cde")))).containsExactly("abcde");
    }

    @Test
    void lettersOfAnotherLengthInTheOtherCaseDoNotShiftTheMatches() {
        assertThat(marked(Snippet.of("İİİ lease", List.of("LEASE")))).containsExactly("lease");
    }
}
