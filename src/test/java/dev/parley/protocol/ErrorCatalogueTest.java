package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCatalogueTest {

    @ParameterizedTest
    @EnumSource
    void everyCodeHasAMessageInBothLanguages(ErrorCode code) {
        assertThat(ErrorMessages.of(code, Locale.ENGLISH)).isNotBlank().matches("\\p{ASCII}+");
        assertThat(ErrorMessages.of(code, Locale.SIMPLIFIED_CHINESE)).containsPattern("\\p{IsHan}");
        assertThat(ErrorMessages.of(code, Locale.FRENCH)).isEqualTo(ErrorMessages.of(code, Locale.ENGLISH));
        assertThat(ErrorCode.ofWire(code.wire())).contains(code);
    }

    @Test
    void thereIsNoMessageWithoutACode() {
        for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE}) {
            assertThat(ResourceBundle.getBundle("dev.parley.protocol.errors", locale)
                            .keySet())
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                            .map(ErrorCode::wire)
                            .toList());
        }
    }

    @Test
    void onlyTemporaryErrorsAreRetryable() {
        assertThat(Arrays.stream(ErrorCode.values()).filter(ErrorCode::retryable))
                .allMatch(code -> code.category() == ErrorCategory.TEMPORARY);
    }
}
