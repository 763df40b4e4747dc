package dev.parley.trace;

import dev.parley.platform.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The table of steps. */
public final class StepRows {

    /** So many are kept of one answer; those beyond are counted. */
    static final int MOST = 200;

    /** So many are kept for how it begins, changes nodes and ends, come what may before. */
    private static final int RESERVE = 50;

    /** Nothing is inserted for a generation that is gone, or that has as many as it may. */
    private static final String INSERT = "INSERT INTO trace_step (id, generation_id, at, node_id, type, payload)"
            + " SELECT CAST(? AS VARCHAR), generation.id, CAST(? AS BIGINT), CAST(? AS VARCHAR), CAST(? AS VARCHAR),"
            + " CAST(? AS TEXT) FROM generation WHERE generation.id = ?"
            + " AND (SELECT COUNT(*) FROM trace_step WHERE trace_step.generation_id = ?) < ?";

    private StepRows() {}

    /** A step of a generation. */
    public record Row(String generationId, Step step) {}

    /** Adds them, in one batch; those that find no room are counted with their generation. */
    public static void insert(Connection connection, String node, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        int[] inserted;
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Row row : rows) {
                Step step = row.step();
                insert.setString(1, step.id());
                insert.setLong(2, step.atMillis());
                insert.setString(3, node);
                insert.setString(4, step.type().wire());
                insert.setString(5, step.json());
                insert.setString(6, row.generationId());
                insert.setString(7, row.generationId());
                insert.setInt(8, isEssential(step.type()) ? MOST : MOST - RESERVE);
                insert.addBatch();
            }
            inserted = insert.executeBatch();
        }
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 0) {
                omit(connection, rows.get(i).generationId(), 1);
            }
        }
    }

    private static boolean isEssential(StepType type) {
        return switch (type) {
            case ACCEPTED, LEASED, TAKEOVER, ENDED -> true;
            case REQUEST,
                    FIRST_TOKEN,
                    REFUSED,
                    BREAKER_OPEN,
                    CUT,
                    RETRYING,
                    CONTINUED,
                    FALLBACK,
                    RESTARTED,
                    LEFT,
                    RESUMED -> false;
        };
    }

    /** Says that steps of a generation were not kept. */
    static void omit(Connection connection, String generationId, long count) throws SQLException {
        Sql.update(
                connection,
                "UPDATE generation SET steps_omitted = steps_omitted + ? WHERE id = ?",
                count,
                generationId);
    }
}
