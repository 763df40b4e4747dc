package dev.parley.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that was restored from a back-up from the one that went on: its rows are the same, but it has other
 * marks. Those of PostgreSQL are its own; beside the file of an embedded database lies another one, which is written anew
 * with each start. Thread-safe; blocks.
 */
@ApplicationScoped
public class DatabaseIdentity {

    /** A copy has other numbers, a cluster that was rewound or promoted another time line. */
    private static final String OF_POSTGRES = "SELECT 'postgresql ' || (SELECT oid FROM pg_database"
            + " WHERE datname = current_database()) || ' ' || CAST('database_identity'::regclass AS OID)";

    private static final String OF_CLUSTER = "SELECT ' ' || system_identifier || ' ' || timeline_id"
            + " FROM pg_control_system(), pg_control_checkpoint()";

    private static final String MAY_ASK_CLUSTER = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"
            + " AND has_function_privilege('pg_control_checkpoint()', 'EXECUTE')";

    private final Database database;
    private final @Nullable FileMarks file;

    @Inject
    public DatabaseIdentity(Database database) {
        this.database = database;
        this.file = database.file() == null ? null : new FileMarks(database.file());
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected DatabaseIdentity() {
        database = null;
        file = null;
    }

    /**
     * To be called with each start, before anybody reads: has something changed, in the same transaction, unless the
     * database is surely the one that it was. Of several nodes that start at once only the first finds it changed.
     */
    public void ifAnother(Database.Change change) {
        database.durably(connection -> {
            lock(connection);
            String known = Sql.first(connection, "SELECT marks FROM database_identity", row -> row.getString(1))
                    .orElse("");
            if (!known.equals(marks(connection))) {
                change.in(connection);
            }
            if (file != null) {
                file.renew();
            }
            return Sql.update(
                    connection, "UPDATE database_identity SET marks = ?, at = " + Database.MILLIS, marks(connection));
        });
    }

    /** Until the end of the transaction, other nodes that start wait here. */
    static void lock(Connection connection) throws SQLException {
        Sql.list(connection, "SELECT id FROM database_identity FOR UPDATE", row -> row.getInt(1));
    }

    private String marks(Connection connection) throws SQLException {
        if (file != null) {
            return file.read();
        }
        if (!database.isShared()) {
            return "memory";
        }
        boolean all =
                Sql.first(connection, MAY_ASK_CLUSTER, row -> row.getBoolean(1)).orElse(false);
        String own = text(connection, OF_POSTGRES);
        return all ? own + text(connection, OF_CLUSTER) : own;
    }

    private static String text(Connection connection, String sql) throws SQLException {
        return Sql.first(connection, sql, row -> row.getString(1)).orElse("");
    }
}
