package dev.parley.platform;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Where Parley's own lines go, what they look like, and how loud its loggers are. Thread-safe.
 *
 * <p>Notes: lines of our own go to the process's standard output itself, because servers turn {@code System.out} into
 * lines of their log. In the server's log a line carries its context behind the message: the loggers' handlers are asked
 * from the inside out, so what the first one changes, the server's handlers write.
 */
@ApplicationScoped
public class LogOutput {

    /** More loggers than this have no level of their own. */
    public static final int MOST_LEVELS = 100;

    private static final Duration KEEPING_UP = Duration.ofSeconds(5);

    /** The application's loggers; a strong reference, because the platform holds them only weakly. */
    private final Logger root = Logger.getLogger(LogSettings.ROOT);

    private final LogSettings settings;
    private final String node;
    private final OutputStream out;
    private final Handler handler;
    private final Handler lastResort;
    private final Map<String, Logger> held = new LinkedHashMap<>();
    private @Nullable Level levelBefore;
    private boolean started;
    private boolean levelled;
    private Scheduler.Scheduled keepingUp = () -> {};

    @Inject
    public LogOutput(Node node, Config config) {
        this(read(config), node.id(), new FileOutputStream(FileDescriptor.out));
    }

    LogOutput(LogSettings settings, String node, OutputStream out) {
        this.settings = settings;
        this.node = node;
        this.out = out;
        this.lastResort = new Lines(false);
        this.handler = settings.format() == LogSettings.Format.SERVER
                ? new Annotations()
                : new Lines(settings.format() == LogSettings.Format.JSON);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected LogOutput() {
        settings = null;
        node = "";
        out = null;
        handler = null;
        lastResort = null;
    }

    /** A faulty value is reported with all others; until then the defaults hold. */
    private static LogSettings read(Config config) {
        return LogSettings.read(Settings.of(config));
    }

    /** From now on it is as configured. */
    public synchronized void start() {
        if (started) {
            return;
        }
        started = true;
        levelBefore = root.getLevel();
        LogContent.show(settings.content());
        root.addHandler(handler);
        root.setUseParentHandlers(settings.format() == LogSettings.Format.SERVER);
        if (settings.level() != null) {
            root.setLevel(settings.level());
        }
        settings.levels().forEach(this::set);
        levelled = settings.level() != null || !settings.levels().isEmpty();
    }

    /**
     * Open Liberty gives each logger a level of its own when it is made, and anew when its trace changes: from now on
     * Parley's loggers give theirs up for that of the package, where one is set.
     */
    public void keepUp(Scheduler scheduler) {
        inherit();
        keepingUp = scheduler.every(KEEPING_UP, this::inherit);
    }

    synchronized void inherit() {
        if (!levelled) {
            return;
        }
        LogManager manager = LogManager.getLogManager();
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger =
                    name.startsWith(LogSettings.ROOT + '.') && !held.containsKey(name) ? manager.getLogger(name) : null;
            if (logger != null && logger.getLevel() != null) {
                logger.setLevel(null);
            }
        }
    }

    /** The loggers that have a level of their own, by name; Parley's root in any case. */
    public synchronized Map<String, Level> levels() {
        Map<String, Level> levels = new TreeMap<>();
        levels.put(LogSettings.ROOT, effective(root));
        held.forEach((name, logger) -> {
            if (logger.getLevel() != null) {
                levels.put(name, logger.getLevel());
            }
        });
        return levels;
    }

    private static Level effective(Logger logger) {
        for (Logger one = logger; one != null; one = one.getParent()) {
            if (one.getLevel() != null) {
                return one.getLevel();
            }
        }
        return Level.INFO;
    }

    /**
     * Changes loggers' levels until the application ends.
     *
     * @param levels by names; null for what is configured
     * @return false, and nothing is changed, if too many loggers would have levels
     */
    public synchronized boolean change(Map<String, @Nullable Level> levels) {
        long more =
                levels.keySet().stream().filter(name -> !held.containsKey(name)).count();
        if (held.size() + more > MOST_LEVELS) {
            return false;
        }
        levels.forEach(this::change);
        levelled = true;
        inherit();
        return true;
    }

    private void change(String name, @Nullable Level level) {
        if (name.equals(LogSettings.ROOT)) {
            Level configured = settings.level() == null ? levelBefore : settings.level();
            root.setLevel(level == null ? configured : level);
        } else {
            set(name, level == null ? settings.levels().get(name) : level);
        }
    }

    private void set(String name, @Nullable Level level) {
        if (name.equals(LogSettings.ROOT)) {
            root.setLevel(level);
            return;
        }
        Logger logger = held.computeIfAbsent(name, Logger::getLogger);
        logger.setLevel(level);
        if (level == null) {
            held.remove(name);
        }
    }

    /**
     * The platform removes all handlers when the process is asked to end, while the application still stops in good order:
     * what it says then is not to be lost. Cheap; to be called before each line of the stop.
     */
    public synchronized void revive() {
        if (!started) {
            return;
        }
        if (settings.format() != LogSettings.Format.SERVER) {
            root.removeHandler(handler);
            root.addHandler(handler);
            root.setUseParentHandlers(false);
        } else if (!hasServersHandler()) {
            root.removeHandler(lastResort);
            root.addHandler(lastResort);
        }
    }

    private boolean hasServersHandler() {
        for (Logger logger = root; logger != null; logger = logger.getParent()) {
            for (Handler one : logger.getHandlers()) {
                if (logger != root || one == lastResort) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Leaves the loggers as they were: on a server they outlive the application. */
    @PreDestroy
    synchronized void close() {
        if (started) {
            started = false;
            keepingUp.cancel();
            root.removeHandler(handler);
            root.removeHandler(lastResort);
            root.setUseParentHandlers(true);
            root.setLevel(levelBefore);
            held.values().forEach(logger -> logger.setLevel(null));
            held.clear();
            LogContent.show(false);
        }
    }

    /** Adds its context to what the server's handlers write next. */
    private final class Annotations extends Handler {
        @Override
        public void publish(@Nullable LogRecord entry) {
            LogContext context = LogContext.current();
            if (entry != null && context.traceId() != null) {
                entry.setMessage(LogLines.message(entry) + ' ' + LogLines.brackets(context, node));
                entry.setParameters(null);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Writes lines of our own. */
    private final class Lines extends Handler {

        private final boolean json;

        Lines(boolean json) {
            this.json = json;
        }

        @Override
        public void publish(@Nullable LogRecord entry) {
            if (entry == null) {
                return;
            }
            try {
                LogContext context = LogContext.current();
                String line = json ? LogLines.json(entry, context, node) : LogLines.text(entry, context, node);
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                synchronized (out) {
                    out.write(bytes);
                    out.flush();
                }
            } catch (IOException | RuntimeException e) {
                reportError("a line could not be written", new IllegalStateException(e), ErrorManager.WRITE_FAILURE);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
