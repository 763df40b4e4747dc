package dev.parley.operations;

import dev.parley.platform.LogContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** What was logged last as a warning or worse in the course of a trace, on this node. Thread-safe. */
@ApplicationScoped
public class LastErrors {

    private static final int MOST = 100;
    private static final int MESSAGE_CHARS = 500;

    /** The application's loggers; a strong reference, because the platform holds them only weakly. */
    private final Logger logger = Logger.getLogger("dev.parley");

    private final Deque<LastError> last = new ArrayDeque<>();
    private final Handler handler = new Listener();

    /** @param message as in the log */
    public record LastError(long atMillis, String level, String traceId, String message) {}

    /** Listens from now on. */
    public void start() {
        logger.addHandler(handler);
    }

    /** The newest first. */
    public List<LastError> list() {
        synchronized (last) {
            List<LastError> list = new ArrayList<>(last);
            Collections.reverse(list);
            return list;
        }
    }

    @PreDestroy
    void close() {
        logger.removeHandler(handler);
    }

    private void add(LastError error) {
        synchronized (last) {
            if (last.size() == MOST) {
                last.removeFirst();
            }
            last.addLast(error);
        }
    }

    private final class Listener extends Handler {

        private final Formatter formatter = new SimpleFormatter();

        @Override
        public void publish(@Nullable LogRecord entry) {
            if (entry == null || entry.getLevel().intValue() < Level.WARNING.intValue()) {
                return;
            }
            String traceId = LogContext.current().traceId();
            if (traceId != null) {
                String message = formatter.formatMessage(entry);
                add(new LastError(
                        entry.getMillis(),
                        entry.getLevel().getName(),
                        traceId,
                        message.substring(0, Math.min(message.length(), MESSAGE_CHARS))));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
