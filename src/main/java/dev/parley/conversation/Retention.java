package dev.parley.conversation;

import dev.parley.platform.Background;
import dev.parley.platform.Settings;
import dev.parley.platform.Threads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Removes conversations for good in which nothing has happened for longer than the operator keeps them. Thread-safe, with
 * several nodes too.
 */
@ApplicationScoped
public class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class.getName());
    private static final int MOST_DAYS = 36_500;
    private static final int AT_ONCE = 100;
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final ConversationTable table;
    private final Housekeeping housekeeping;
    private final @Nullable Duration keep;
    private final Clock clock;
    private @Nullable Background sweeping;

    @Inject
    public Retention(ConversationTable table, Housekeeping housekeeping, Config config) {
        this(table, housekeeping, Settings.checked(config, Retention::read).orElse(null), Clock.systemUTC());
    }

    Retention(ConversationTable table, Housekeeping housekeeping, @Nullable Duration keep, Clock clock) {
        this.table = table;
        this.housekeeping = housekeeping;
        this.keep = keep;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Retention() {
        table = null;
        housekeeping = null;
        keep = null;
        clock = Clock.systemUTC();
    }

    /** How long conversations are kept, if not for ever; a faulty value becomes a fault of the settings. */
    public static Optional<Duration> read(Settings settings) {
        return settings.wholeNumber("parley.retention.days", 1, MOST_DAYS).map(Duration::ofDays);
    }

    /** Removes from now on what is due. */
    public void start(Threads threads) {
        if (keep != null) {
            sweeping = new Background("removing old conversations", PAUSE, this::sweep, threads.blocking(), threads);
            sweeping.now();
        }
    }

    /** Blocks. */
    void sweep() {
        if (keep == null) {
            return;
        }
        long before = clock.millis() - keep.toMillis();
        int removed = 0;
        List<String> due = table.untouchedSince(before, AT_ONCE);
        while (!due.isEmpty()) {
            due.forEach(this::remove);
            removed += due.size();
            due = due.size() < AT_ONCE ? List.of() : table.untouchedSince(before, AT_ONCE);
        }
        if (removed > 0) {
            LOG.log(
                    Level.INFO,
                    "{0} conversations were removed: nothing has happened in them for {1} days",
                    new Object[] {removed, keep.toDays()});
        }
    }

    private void remove(String conversationId) {
        try {
            housekeeping.remove(conversationId);
        } catch (ParleyException e) {
            // Another node was quicker.
            if (e.code() != ErrorCode.CONVERSATION_NOT_FOUND) {
                throw e;
            }
        }
    }

    @PreDestroy
    void close() {
        if (sweeping != null) {
            sweeping.cancel();
        }
    }
}
