package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransportErrorsTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new ProcessingException(new ConnectException("refused")), ErrorCode.MODEL_UNREACHABLE, true),
                Arguments.of(new RuntimeException(new ConnectException("refused")), ErrorCode.MODEL_UNREACHABLE, true),
                Arguments.of(
                        new ProcessingException(new UnknownHostException("x")), ErrorCode.MODEL_UNREACHABLE, false),
                Arguments.of(new SSLHandshakeException("bad"), ErrorCode.MODEL_MISCONFIGURED, false),
                Arguments.of(new SocketTimeoutException("read"), ErrorCode.MODEL_TIMEOUT, true),
                Arguments.of(new IOException("reset"), ErrorCode.MODEL_UNAVAILABLE, true));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void areToldApartHoweverTheyAreWrapped(Exception failure, ErrorCode expected, boolean retryable) {
        assertThat(TransportErrors.isTransport(failure)).isTrue();
        ProviderException translated = TransportErrors.translate(failure, null, false);
        assertThat(translated.code()).isEqualTo(expected);
        assertThat(translated.retryable()).isEqualTo(retryable);
    }

    @Test
    void afterTheFirstEventTheAnswerIsCutOff() {
        assertThat(TransportErrors.translate(new IOException("reset"), null, true)
                        .code())
                .isEqualTo(ErrorCode.ANSWER_CUT_OFF);
    }

    @Test
    void aDeadlineThatPassedIsTheReason() {
        assertThat(TransportErrors.translate(new IOException("closed"), ErrorCode.MODEL_STALLED, true)
                        .code())
                .isEqualTo(ErrorCode.MODEL_STALLED);
    }

    @Test
    void aBugIsNoTransportFailure() {
        assertThat(TransportErrors.isTransport(new NullPointerException("a bug")))
                .isFalse();
    }
}
