package dev.parley.operations;

import dev.parley.chat.Connections;
import dev.parley.chat.EventStreams;
import dev.parley.generation.Generations;
import dev.parley.generation.Takeover;
import dev.parley.journal.Journal;
import dev.parley.platform.Database;
import dev.parley.platform.LogOutput;
import dev.parley.platform.Settings;
import dev.parley.platform.Threads;
import dev.parley.trace.OtlpExporter;
import dev.parley.trace.Recorder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * The graceful stop, on shutdown and undeploy: takes no more work, says bye, lets answers end that end soon, hands the
 * others over, commits what waits. Everything in the order in which it depends on each other.
 */
@ApplicationScoped
public class ShutDown {

    private static final Logger LOG = Logger.getLogger(ShutDown.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final long PATIENCE_SECONDS = 60;

    /** How long answers may go on after the stop began; then they are handed over. */
    private static Duration grace(Settings settings) {
        return settings.millis("parley.shutdown.grace-ms").orElse(GRACE);
    }

    private final Connections connections;
    private final EventStreams streams;
    private final Generations generations;
    private final Takeover takeover;
    private final Journal journal;
    private final Database database;
    private final Recorder recorder;
    private final LogOutput logs;
    private final OtlpExporter exporter;
    private final Threads threads;
    private final Duration grace;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private Runnable forgetExit = () -> {};

    @Inject
    public ShutDown(
            Config config,
            Connections connections,
            EventStreams streams,
            Generations generations,
            Takeover takeover,
            Journal journal,
            Database database,
            Recorder recorder,
            LogOutput logs,
            OtlpExporter exporter,
            Threads threads) {
        this.grace = grace(Settings.of(config));
        this.connections = connections;
        this.streams = streams;
        this.generations = generations;
        this.takeover = takeover;
        this.journal = journal;
        this.database = database;
        this.recorder = recorder;
        this.logs = logs;
        this.exporter = exporter;
        this.threads = threads;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ShutDown() {
        grace = GRACE;
        connections = null;
        streams = null;
        generations = null;
        takeover = null;
        journal = null;
        database = null;
        recorder = null;
        logs = null;
        exporter = null;
        threads = null;
    }

    /** To be called at the start: from then on the end of the process is noticed. */
    void watch() {
        forgetExit = threads.atExit(this::stop);
    }

    void destroyed(@Observes @BeforeDestroyed(ApplicationScoped.class) Object stopping) {
        stop();
        forgetExit.run();
    }

    /** Returns when everything has stopped: whoever comes second waits for the first. */
    void stop() {
        if (!begun.compareAndSet(false, true)) {
            awaitDone();
            return;
        }
        try {
            step("saying that no more work is taken", generations::leave);
            step("saying bye", connections::leave);
            step("ending streams", streams::leave);
            say("Parley is stopping; {0} answers are being written", generations.count());
            step("waiting for answers", () -> generations.awaitEnd(grace));
            step("handing over", this::handOver);
            step("closing sockets", connections::closeAll);
            step("closing the journal", journal::close);
            step("telling the collector", exporter::close);
            step("writing traces", recorder::close);
            step("closing the database", database::close);
            say("Parley has stopped; {0} answers are being written", generations.count());
        } finally {
            done.countDown();
        }
    }

    private void handOver() {
        int left = generations.abandonAll();
        say("{0} answers go on elsewhere, or here after the restart", left);
        takeover.end();
    }

    private void say(String message, int count) {
        logs.revive();
        LOG.log(Level.INFO, message, count);
    }

    /** One step that fails must not keep the others from happening. */
    private void step(String name, Runnable step) {
        logs.revive();
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            logs.revive();
            LOG.log(Level.WARNING, e, () -> name + " failed while stopping");
        }
    }

    private void awaitDone() {
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "stopping takes too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
