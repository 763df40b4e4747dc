package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Json;
import dev.parley.support.Values;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogOutputTest {

    private static final Logger PARLEY = Logger.getLogger("dev.parley");
    private static final Logger LOG = Logger.getLogger("dev.parley.logoutput.Test");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream() {
        /** Others may log meanwhile; each record comes in one piece. */
        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            if (new String(bytes, from, length, StandardCharsets.UTF_8).contains(LOG.getName())) {
                super.write(bytes, from, length);
            }
        }
    };
    private final List<String> byServer = new ArrayList<>();
    private final Handler server = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            // Others may log meanwhile.
            if (LOG.getName().equals(entry.getLoggerName())) {
                byServer.add(LogLines.message(entry));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private @Nullable LogOutput output;

    @BeforeEach
    void listen() {
        PARLEY.getParent().addHandler(server);
    }

    @AfterEach
    void close() {
        PARLEY.getParent().removeHandler(server);
        if (output != null) {
            output.close();
        }
    }

    private void start(String... pairs) {
        Values values = new Values();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        Settings settings = Settings.of(values);
        LogSettings read = LogSettings.read(settings);
        settings.check();
        LogOutput started = new LogOutput(read, "n1", out);
        started.start();
        output = started;
    }

    private boolean change(String name, @Nullable Level level) {
        Map<String, @Nullable Level> levels = new HashMap<>();
        levels.put(name, level);
        return output().change(levels);
    }

    private LogOutput output() {
        return Objects.requireNonNull(output);
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private JsonObject line() {
        assertThat(written()).endsWith("}\n").containsOnlyOnce("\n");
        return Json.value(written()).asJsonObject();
    }

    private static LogContext.Scope answering() {
        return LogContext.answer("t1", "c1", "g1").by("u1").enter();
    }

    @Test
    void aJsonLineCarriesWhereItComesFrom() {
        start("parley.log.format", "json");
        try (LogContext.Scope scope = answering()) {
            LOG.log(Level.WARNING, "said {0}", "\"so\"\n\u0001\u2028\ud83d\ude00\ud83d");
        }
        assertThat(line().keySet())
                .containsExactly(
                        "time", "level", "logger", "message", "trace", "conversation", "generation", "user", "node");
        assertThat(line().getString("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line().getString("message")).isEqualTo("said \"so\"\n\u0001\u2028\ud83d\ude00\ud83d");
        assertThat(line().getString("trace")).isEqualTo("t1");
        assertThat(line().getString("node")).isEqualTo("n1");
        assertThat(byServer).isEmpty();
    }

    @Test
    void anExceptionIsPartOfItsLine() {
        start("parley.log.format", "json");
        LOG.log(Level.SEVERE, "broke down", new IllegalStateException("why"));
        assertThat(line().getString("exception"))
                .startsWith("java.lang.IllegalStateException: why\n\tat dev.parley.platform.LogOutputTest");
        assertThat(line()).doesNotContainKey("trace");
    }

    @Test
    void aTextLineCannotPretendToBeTwo() {
        start("parley.log.format", "text");
        try (LogContext.Scope scope = answering()) {
            LOG.log(Level.INFO, "one\n2026 SEVERE two\r\u001b[2J");
        }
        assertThat(written())
                .endsWith(" INFO dev.parley.logoutput.Test"
                        + " [trace=t1 conversation=c1 generation=g1 user=u1 node=n1] one\n\t2026 SEVERE two??[2J\n");
        assertThat(byServer).isEmpty();
    }

    @Test
    void theServersLogHasTheContextBehindTheMessage() {
        start();
        LOG.log(Level.INFO, "before {0}", 1);
        try (LogContext.Scope scope = answering()) {
            LOG.log(Level.INFO, "said {0}", "{1}");
        }
        assertThat(byServer)
                .containsExactly("before 1", "said {1} [trace=t1 conversation=c1 generation=g1 user=u1 node=n1]");
        assertThat(written()).isEmpty();
    }

    @Test
    void levelsAreAsConfiguredAndChangeAtRunTime() {
        start(
                "parley.log.level",
                "warning",
                "parley.log.levels",
                "dev.parley.logoutput=FINE",
                "parley.log.format",
                "text");
        LOG.log(Level.FINE, "first");
        change("dev.parley.logoutput", Level.SEVERE);
        LOG.log(Level.WARNING, "second");
        assertThat(output().levels())
                .containsEntry("dev.parley", Level.WARNING)
                .containsEntry("dev.parley.logoutput", Level.SEVERE);
        change("dev.parley.logoutput", null);
        LOG.log(Level.FINE, "third");
        change("dev.parley.other", Level.FINE);
        change("dev.parley.other", null);
        assertThat(output().levels().keySet()).containsExactly("dev.parley", "dev.parley.logoutput");
        assertThat(written()).contains("first", "third").doesNotContain("second");
        change("dev.parley", Level.INFO);
        assertThat(PARLEY.getLevel()).isEqualTo(Level.INFO);
        change("dev.parley", null);
        assertThat(PARLEY.getLevel()).isEqualTo(Level.WARNING);
    }

    /** As Open Liberty does. */
    @Test
    void aLoggerThatTheServerGivesALevelTakesThatOfItsPackageAllTheSame() {
        start("parley.log.levels", "dev.parley.logoutput=FINE");
        LOG.setLevel(Level.INFO);
        output().inherit();
        assertThat(LOG.isLoggable(Level.FINE)).isTrue();
        assertThat(output().levels()).containsEntry("dev.parley.logoutput", Level.FINE);
    }

    @Test
    void whereNoLevelIsSetTheServersStay() {
        start();
        LOG.setLevel(Level.WARNING);
        output().inherit();
        assertThat(LOG.getLevel()).isEqualTo(Level.WARNING);
        LOG.setLevel(null);
    }

    @Test
    void onlySoManyLoggersHaveLevels() {
        start();
        for (int i = 0; i < LogOutput.MOST_LEVELS; i++) {
            assertThat(change("dev.parley.many.L" + i, Level.FINE)).isTrue();
        }
        assertThat(change("dev.parley.many.L0", Level.INFO)).isTrue();
        assertThat(change("dev.parley.many.more", Level.FINE)).isFalse();
    }

    @Test
    void faultsNameTheirKeys() {
        Settings settings = Settings.of(new Values()
                .put("parley.log.format", "xml")
                .put("parley.log.level", "LOUD")
                .put("parley.log.levels", "dev.parley.chat=FINE,org.other=FINE,dev.parley.provider"));
        LogSettings.read(settings);
        assertThat(settings.faults()).hasSize(4).allMatch(fault -> fault.startsWith("parley.log."));
    }

    @Test
    void whatIsSaidWhileTheProcessEndsIsNotLost() {
        start("parley.log.format", "text");
        // As the platform's own hook does.
        for (Handler handler : PARLEY.getHandlers()) {
            PARLEY.removeHandler(handler);
        }
        output().revive();
        output().revive();
        LOG.log(Level.INFO, "stopping");
        assertThat(written()).containsOnlyOnce("stopping");
    }

    @Test
    void alsoWhereItWasTheServersLog() {
        start();
        Handler[] others = PARLEY.getParent().getHandlers();
        try {
            LOG.log(Level.INFO, "serving");
            for (Handler handler : others) {
                PARLEY.getParent().removeHandler(handler);
            }
            output().revive();
            output().revive();
            LOG.log(Level.INFO, "stopping");
        } finally {
            for (Handler handler : others) {
                PARLEY.getParent().addHandler(handler);
            }
        }
        assertThat(written()).containsOnlyOnce("stopping").doesNotContain("serving");
        assertThat(byServer).containsExactly("serving");
    }

    @Test
    void contentIsLoggedOnlyIfItIsWanted() {
        assertThat(LogContent.of("secret")).isEqualTo("6 characters");
        start("parley.log.content", "true");
        assertThat(LogContent.of("secret")).isEqualTo("6 characters: secret");
        output().close();
        assertThat(LogContent.of("secret")).isEqualTo("6 characters");
        assertThat(LogManager.getLogManager().getLogger("dev.parley").getUseParentHandlers())
                .isTrue();
    }
}
