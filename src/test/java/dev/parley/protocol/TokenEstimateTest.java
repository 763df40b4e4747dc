package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenEstimateTest {

    @Test
    void fourCharactersAreAToken() {
        assertThat(TokenEstimate.of("")).isZero();
        assertThat(TokenEstimate.of("a")).isEqualTo(1);
        assertThat(TokenEstimate.of("abcd")).isEqualTo(1);
        assertThat(TokenEstimate.of("abcde")).isEqualTo(2);
    }

    @Test
    void aCharacterOfChineseJapaneseOrKoreanIsATokenOfItsOwn() {
        assertThat(TokenEstimate.of("你好，世界。")).isEqualTo(6);
        assertThat(TokenEstimate.of("カタカナ ひらがな")).isEqualTo(9);
        assertThat(TokenEstimate.of("안녕")).isEqualTo(2);
        assertThat(TokenEstimate.of("𠀀𠀁")).isEqualTo(2);
    }

    @Test
    void anEmojiIsOneCharacter() {
        assertThat(TokenEstimate.of("🙂🙂🙂🙂")).isEqualTo(1);
    }

    @Test
    void piecesCountAsOneText() {
        assertThat(new TokenEstimate().add("ab").add("cd").tokens()).isEqualTo(1);
    }
}
