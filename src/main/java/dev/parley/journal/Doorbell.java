package dev.parley.journal;

import dev.parley.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * PostgreSQL's own notification between nodes: which conversations have new events, which generations were taken from
 * their owner, and that a node has gone. Losing a notification costs time, never truth: polling finds the same.
 *
 * <p>Notes: notifications are part of the transaction that commits the events. One thread listens, on a connection of
 * its own; while it has none, polling is quick.
 */
public final class Doorbell {

    private static final Logger LOG = Logger.getLogger(Doorbell.class.getName());
    private static final String CHANNEL = "parley";

    /** PostgreSQL takes payloads of less than 8,000 bytes. */
    private static final int MOST_CHARS = 7_000;

    private static final int WAIT_MILLIS = 1_000;
    private static final long RECONNECT_MILLIS = 1_000;

    /** While the bell works, polling is only for what it may lose. */
    private static final long POLL_ANYWAY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final String CLAIMED = "g";
    private static final String LEAVING = "n";

    private final Database database;
    private final String node;
    private final boolean wanted;
    private final List<Consumer<String>> claims = new CopyOnWriteArrayList<>();
    private final List<Runnable> leavings = new CopyOnWriteArrayList<>();
    private volatile boolean alone;
    private volatile boolean listening;
    private volatile boolean closed;
    private volatile long polledAt = System.nanoTime() - POLL_ANYWAY_NANOS;

    /** Hears how far a conversation has come. */
    interface Rung {
        void heardOf(String conversationId, long seq);
    }

    Doorbell(Database database, String node, boolean wanted) {
        this.database = database;
        this.node = node;
        this.wanted = wanted && database.isShared();
    }

    /** Says whether there are other nodes; while there are none, nobody is notified. */
    public void alone(boolean isAlone) {
        alone = isAlone;
    }

    /** Tells which generations other nodes have taken or ended; in the listening thread, which must not be held up. */
    public void onClaimed(Consumer<String> listener) {
        claims.add(listener);
    }

    /** Tells that a node has left its generations behind. */
    public void onLeaving(Runnable listener) {
        leavings.add(listener);
    }

    /** Part of the transaction that commits. */
    void announce(Connection connection, Map<String, Long> lastSeqs, List<String> claimedGenerations)
            throws SQLException {
        if (!wanted || (alone && claimedGenerations.isEmpty())) {
            return;
        }
        List<String> words = new ArrayList<>();
        lastSeqs.forEach((id, seq) -> words.add(id + '=' + seq));
        claimedGenerations.forEach(id -> words.add(CLAIMED + '=' + id));
        notify(connection, words);
    }

    /** Says that this node has left its generations behind. */
    public void leave(Connection connection) throws SQLException {
        if (wanted) {
            notify(connection, List.of(LEAVING + '=' + node));
        }
    }

    private void notify(Connection connection, List<String> words) throws SQLException {
        try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify('" + CHANNEL + "', ?)")) {
            StringBuilder payload = new StringBuilder(node);
            for (String word : words) {
                if (payload.length() + word.length() > MOST_CHARS) {
                    send(notify, payload);
                    payload = new StringBuilder(node);
                }
                payload.append(' ').append(word);
            }
            if (payload.length() > node.length()) {
                send(notify, payload);
            }
        }
    }

    private static void send(PreparedStatement notify, StringBuilder payload) throws SQLException {
        notify.setString(1, payload.toString());
        notify.execute();
    }

    void start(ExecutorService threads, Rung rung, Runnable missed) {
        if (wanted) {
            threads.execute(() -> listen(rung, missed));
        }
    }

    /** Whether it is time to look by oneself; asked by one thread. */
    boolean pollIsDue() {
        long now = System.nanoTime();
        if (listening && now - polledAt < POLL_ANYWAY_NANOS) {
            return false;
        }
        polledAt = now;
        return true;
    }

    private void listen(Rung rung, Runnable missed) {
        while (!closed && !Thread.currentThread().isInterrupted()) {
            try (Connection connection = database.dedicated()) {
                follow(connection, rung, missed);
            } catch (SQLException | RuntimeException e) {
                LOG.log(listening ? Level.WARNING : Level.FINE, e, () -> "the doorbell is silent; polling instead");
            } finally {
                listening = false;
            }
            pause();
        }
    }

    private void follow(Connection connection, Rung rung, Runnable missed) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
        }
        PGConnection postgres = connection.unwrap(PGConnection.class);
        polledAt = System.nanoTime() - POLL_ANYWAY_NANOS;
        listening = true;
        missed.run();
        while (!closed && !Thread.currentThread().isInterrupted()) {
            @Nullable PGNotification[] rings = postgres.getNotifications(WAIT_MILLIS);
            if (rings == null || rings.length == 0) {
                // A connection that is gone says so here.
                connection.isValid(WAIT_MILLIS / 1_000);
                continue;
            }
            for (PGNotification ring : rings) {
                if (ring != null) {
                    heard(ring.getParameter(), rung);
                }
            }
        }
    }

    private void heard(String payload, Rung rung) {
        String[] words = payload.split(" ");
        if (words[0].equals(node)) {
            return;
        }
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String name = words[i].substring(0, equals);
            String value = words[i].substring(equals + 1);
            switch (name) {
                case CLAIMED -> claims.forEach(listener -> listener.accept(value));
                case LEAVING -> leavings.forEach(Runnable::run);
                default -> rung.heardOf(name, Long.parseLong(value));
            }
        }
    }

    private void pause() {
        try {
            if (!closed) {
                TimeUnit.MILLISECONDS.sleep(RECONNECT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        closed = true;
    }
}
