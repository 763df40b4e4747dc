package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void aHeaderIsReadAndWritten() {
        String header = "00-" + TRACE + '-' + SPAN + "-01";
        TraceParent read = TraceParent.parse(header).orElseThrow();
        assertThat(read).isEqualTo(new TraceParent(TRACE, SPAN, true));
        assertThat(read.header()).isEqualTo(header);
        assertThat(TraceParent.parse("00-" + TRACE + '-' + SPAN + "-00")).contains(new TraceParent(TRACE, SPAN, false));
    }

    @Test
    void aLaterVersionMayHaveMore() {
        assertThat(TraceParent.parse("cc-" + TRACE + '-' + SPAN + "-01-what-the-future-will-be-like"))
                .contains(new TraceParent(TRACE, SPAN, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x"
            })
    void anythingElseIsNone(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }

    @Test
    void aHeaderThatIsTooLongIsNone() {
        assertThat(TraceParent.parse("cc-" + TRACE + '-' + SPAN + "-01-" + "x".repeat(600)))
                .isEmpty();
        assertThat(TraceParent.parse(null)).isEmpty();
    }

    @Test
    void whatAThreadWorksOnEndsWithItsScope() {
        assertThat(LogContext.current()).isEqualTo(LogContext.NONE);
        LogContext outer = LogContext.asked("00-" + TRACE + '-' + SPAN + "-01");
        try (LogContext.Scope asked = outer.enter()) {
            assertThat(LogContext.trace()).isEqualTo(TRACE);
            try (LogContext.Scope answering = LogContext.answer("t", "c", "g").enter()) {
                assertThat(LogContext.current().generationId()).isEqualTo("g");
            }
            assertThat(LogContext.current()).isEqualTo(outer);
        }
        assertThat(LogContext.current()).isEqualTo(LogContext.NONE);
        assertThat(LogContext.asked("nonsense").traceId()).matches("[0-9a-f]{32}");
    }
}
