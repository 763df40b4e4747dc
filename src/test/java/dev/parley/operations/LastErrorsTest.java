package dev.parley.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.LogContext;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastErrorsTest {

    private static final Logger LOG = Logger.getLogger("dev.parley.lasterrors.Test");

    private final LastErrors errors = new LastErrors();

    @BeforeEach
    void start() {
        errors.start();
    }

    @AfterEach
    void stop() {
        errors.close();
    }

    @Test
    void aWarningInTheCourseOfATraceIsKeptTheNewestFirst() {
        LOG.log(Level.WARNING, "of no trace");
        try (LogContext.Scope scope = LogContext.answer("t1", "c1", "g1").enter()) {
            LOG.log(Level.INFO, "not loud enough");
            LOG.log(Level.WARNING, "first {0}", "trace 0123456789abcdef0123456789abcdef: x");
            LOG.log(Level.SEVERE, "second");
        }
        assertThat(errors.list()).hasSize(2);
        assertThat(errors.list().get(0).message()).isEqualTo("second");
        assertThat(errors.list().get(1).traceId()).isEqualTo("t1");
        assertThat(errors.list().get(1).message()).isEqualTo("first trace 0123456789abcdef0123456789abcdef: x");
    }

    @Test
    void onlyTheLastHundredAreKeptAndOnlyTheirBeginnings() {
        try (LogContext.Scope scope = LogContext.answer("t1", "c1", "g1").enter()) {
            for (int i = 0; i < 101; i++) {
                LOG.log(Level.WARNING, i + "x".repeat(600));
            }
        }
        assertThat(errors.list()).hasSize(100);
        assertThat(errors.list().get(99).message()).startsWith("1x").hasSize(500);
    }
}
