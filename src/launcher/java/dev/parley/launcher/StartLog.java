package dev.parley.launcher;

import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * The console's log handler, named in logging.properties. Until the application serves, it keeps Payara Micro's chatter
 * from the reader and remembers why a start failed, which Payara Micro only logs.
 */
public final class StartLog extends ConsoleHandler {
    private static final String OURS = "dev.parley.";
    /** How messages begin that are meant for who starts it. */
    private static final String SAID = "Parley cannot ";

    private static volatile Throwable failure;
    private static volatile boolean started;
    private static volatile boolean silent;

    @Override
    public void publish(LogRecord entry) {
        if (started || isWorthReading(entry)) {
            super.publish(entry);
        }
    }

    private static boolean isWorthReading(LogRecord entry) {
        boolean warning = entry.getLevel().intValue() >= Level.WARNING.intValue();
        if (failure == null && warning) {
            failure = entry.getThrown();
        }
        return !silent && !isForTheReader(failure) && (warning || isOurs(entry.getLoggerName()));
    }

    /** The application's own exceptions say it all: no trace before, and no echo after them. */
    private static boolean isForTheReader(Throwable thrown) {
        return thrown != null
                && (said(thrown) != null || isOurs(root(thrown).getClass().getName()));
    }

    /** What the application says of why it cannot start, whatever caused it; null if it says nothing. */
    private static String said(Throwable thrown) {
        String said = null;
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each.getMessage() != null && each.getMessage().startsWith(SAID)) {
                said = each.getMessage();
            }
        }
        return said;
    }

    private static boolean isOurs(String name) {
        return name != null && name.startsWith(OURS);
    }

    static void started() {
        started = true;
        failure = null;
    }

    static void silence() {
        silent = true;
    }

    static String cause(String otherwise) {
        return failure == null ? otherwise : message(failure);
    }

    static String message(Throwable thrown) {
        String said = said(thrown);
        if (said != null) {
            return said;
        }
        Throwable root = root(thrown);
        return root.getMessage() == null ? root.toString() : withoutTrace(root.getMessage());
    }

    /** Payara Micro puts whole traces into the messages of some exceptions. */
    private static String withoutTrace(String message) {
        int trace = message.indexOf("\n\tat ");
        return trace < 0 ? message : message.substring(0, trace);
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
