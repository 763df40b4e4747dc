package dev.parley.provider.demo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a  b\n\n\nc ",
                "Hello, world!",
                "你好，世界。再见",
                "👩‍🚀👍🏽 ❤️ e\u0301",
                "a\u200d",
                "混合mixed文字 text",
                "   leading"
            })
    void joinToTheText(String text) {
        assertThat(String.join("", Tokens.of(text))).isEqualTo(text);
    }

    @Test
    void neverHoldHalfACharacter() {
        for (String token : Tokens.of("😀😁 a😂b 👩‍👩‍👧‍👦 𠮷野家")) {
            assertThat(Character.isLowSurrogate(token.charAt(0))).isFalse();
            assertThat(Character.isHighSurrogate(token.charAt(token.length() - 1)))
                    .isFalse();
        }
    }

    @Test
    void areSmall() {
        assertThat(Tokens.of("Understanding is hard。真的很难！"))
                .isEqualTo(List.of("Unders", "tandin", "g", " is", " hard", "。", "真的", "很难", "！"));
    }
}
