package dev.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TitlesTest {

    @Test
    void isTheFirstLineThatSaysSomething() {
        assertThat(Titles.of("\n  \n  What is this?  \nmore")).isEqualTo("What is this?");
    }

    @Test
    void isCutBetweenCharacters() {
        assertThat(Titles.of("🙂".repeat(80))).isEqualTo("🙂".repeat(59) + "…");
        assertThat(Titles.of("租".repeat(60))).isEqualTo("租".repeat(60));
    }
}
