package dev.parley.trace;

import dev.parley.platform.Background;
import dev.parley.platform.Database;
import dev.parley.platform.Settings;
import dev.parley.platform.Sql;
import dev.parley.platform.Threads;
import dev.parley.protocol.Json;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The stored traces of answers. Thread-safe; blocks. */
@ApplicationScoped
public class Traces {

    private static final int DEFAULT_DAYS = 30;
    private static final int MOST_DAYS = 3_650;
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** Whoever asks may have given many questions one trace. */
    private static final int MOST_ANSWERS = 20;

    private static final int AT_ONCE = 5_000;

    private final Database database;
    private final Duration keep;
    private final Clock clock;
    private @Nullable Background sweeping;

    @Inject
    public Traces(Database database, Config config) {
        this(database, Settings.checked(config, Traces::read), Clock.systemUTC());
    }

    Traces(Database database, Duration keep, Clock clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Traces() {
        database = null;
        keep = Duration.ZERO;
        clock = Clock.systemUTC();
    }

    /** How long steps are kept; a faulty value becomes a fault of the settings. */
    public static Duration read(Settings settings) {
        return Duration.ofDays(
                settings.wholeNumber("parley.traces.days", 1, MOST_DAYS).orElse(DEFAULT_DAYS));
    }

    /** Removes from now on what is too old. */
    public void start(Threads threads) {
        sweeping = new Background("removing old traces", PAUSE, this::sweep, threads.blocking(), threads);
    }

    /**
     * The answers of a trace of which something is known, the oldest first.
     *
     * @param ownerId only theirs, and not those that they have deleted; or null for all
     */
    public List<Timeline> find(String traceId, @Nullable String ownerId) {
        String whose = ownerId == null ? "" : " AND c.owner_id = ? AND c.deleted_at IS NULL";
        Object[] parameters = ownerId == null ? new Object[] {traceId} : new Object[] {traceId, ownerId};
        return database.transaction(connection -> read(connection, "g.trace_id = ?" + whose, parameters));
    }

    /** One answer. */
    List<Timeline> ofGeneration(String generationId) {
        return database.transaction(connection -> read(connection, "g.id = ?", generationId));
    }

    private static List<Timeline> read(Connection connection, String condition, Object... parameters)
            throws SQLException {
        List<Timeline> found = Sql.list(
                connection,
                "SELECT g.trace_id, c.owner_id, g.conversation_id, g.message_id, g.id, g.model, g.trace_parent, g.state,"
                        + " g.started_at, g.ended_at, g.steps_omitted FROM generation g"
                        + " JOIN conversation c ON c.id = g.conversation_id WHERE " + condition
                        + " ORDER BY g.started_at, g.id LIMIT " + MOST_ANSWERS,
                Traces::answer,
                parameters);
        List<Timeline> answers = new ArrayList<>();
        for (Timeline answer : found) {
            List<Timeline.Stored> steps = steps(connection, answer.generationId());
            if (!steps.isEmpty()) {
                answers.add(answer.with(steps));
            }
        }
        return answers;
    }

    private static Timeline answer(ResultSet row) throws SQLException {
        return new Timeline(
                row.getString("trace_id"),
                row.getString("owner_id"),
                row.getString("conversation_id"),
                row.getString("message_id"),
                row.getString("id"),
                row.getString("model"),
                row.getString("trace_parent"),
                row.getString("state"),
                row.getLong("started_at"),
                Sql.number(row, "ended_at"),
                row.getLong("steps_omitted"),
                List.of());
    }

    private static List<Timeline.Stored> steps(Connection connection, String generationId) throws SQLException {
        return Sql.list(
                connection,
                "SELECT at, node_id, type, payload FROM trace_step WHERE generation_id = ? ORDER BY at, id",
                row -> new Timeline.Stored(
                        row.getLong("at"),
                        row.getString("node_id"),
                        row.getString("type"),
                        Json.value(row.getString("payload")).asJsonObject()),
                generationId);
    }

    /** Removes what is too old, a piece at a time: a long transaction would keep others waiting. */
    void sweep() {
        long before = clock.millis() - keep.toMillis();
        int removed = AT_ONCE;
        while (removed == AT_ONCE) {
            removed = database.transaction(connection -> Sql.update(
                    connection,
                    "DELETE FROM trace_step WHERE id IN (SELECT id FROM trace_step WHERE at < ? LIMIT " + AT_ONCE + ')',
                    before));
        }
    }

    @PreDestroy
    void close() {
        if (sweeping != null) {
            sweeping.cancel();
        }
    }
}
