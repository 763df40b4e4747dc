package dev.parley.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;

/**
 * Moves from the embedded database to PostgreSQL: copies everything that lies in a folder into an empty database, in one
 * transaction, when the application starts. The folder is only read.
 */
@ApplicationScoped
public class DatabaseCopy {

    private static final String KEY = "parley.database.copy-from";
    private static final Logger LOG = Logger.getLogger(DatabaseCopy.class.getName());

    /** What is said about this very database and its nodes, and Flyway's own. */
    private static final Set<String> NOT_COPIED =
            Set.of("node", "node_batch", "database_identity", "flyway_schema_history");

    private static final int ROWS_AT_ONCE = 500;
    private static final int CHARS_AT_ONCE = 4 * 1024 * 1024;

    private final Database database;
    private final @Nullable Path from;

    @Inject
    public DatabaseCopy(Database database, Config config) {
        this(
                database,
                Settings.checked(config, settings -> Optional.ofNullable(read(settings)))
                        .orElse(null));
    }

    DatabaseCopy(Database database, @Nullable Path from) {
        this.database = database;
        this.from = from;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected DatabaseCopy() {
        database = null;
        from = null;
    }

    /** Faulty values become faults of the settings. */
    public static @Nullable Path read(Settings settings) {
        Optional<String> folder = settings.text(KEY);
        if (folder.isEmpty()) {
            return null;
        }
        if (!settings.text("parley.database.url").orElse("").startsWith("jdbc:postgresql:")) {
            settings.fault(KEY, "copies into a PostgreSQL: set parley.database.url too");
        }
        try {
            Path from = Path.of(folder.get());
            if (!Files.isReadable(file(from))) {
                settings.fault(KEY, "must be the folder of an embedded database: there is no " + file(from));
            }
            return from;
        } catch (InvalidPathException e) {
            settings.fault(KEY, "is not a folder");
            return null;
        }
    }

    private static Path file(Path folder) {
        return folder.resolve(DatabaseSettings.NAME + ".mv.db");
    }

    /**
     * To be called with each start, before anything is written; does nothing unless it is configured.
     *
     * @throws IllegalStateException that says what to do, if nothing could be copied
     */
    public void ifAsked() {
        if (from != null) {
            try (Connection source = open(from)) {
                database.durably(target -> {
                    DatabaseIdentity.lock(target);
                    copyIfEmpty(source, target);
                    return Boolean.TRUE;
                });
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "Parley cannot copy the database in " + from + ": " + e.getMessage()
                                + " Is another Parley using it? Stop that one first.",
                        e);
            }
        }
    }

    private static Connection open(Path folder) throws SQLException {
        // Rows are handed on as they are read, and nothing is written.
        return new Driver()
                .connect(
                        DatabaseSettings.embedded(folder)
                                + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r;LAZY_QUERY_EXECUTION=1;TRACE_LEVEL_FILE=0",
                        new Properties());
    }

    private void copyIfEmpty(Connection source, Connection target) throws SQLException {
        if (count(target, "conversation") + count(target, "account") > 0) {
            LOG.log(
                    Level.WARNING,
                    "nothing is copied from {0}: the database holds conversations or accounts already. Remove {1}, or"
                            + " use an empty database",
                    new Object[] {from, KEY});
            return;
        }
        String theirs = schema(source);
        String ours = schema(target);
        if (!theirs.equals(ours)) {
            throw new IllegalStateException(
                    "Parley cannot copy the database in " + from + ": its schema has version " + theirs + ", not "
                            + ours + ". Start this version once with that database, stop it, and try again.");
        }
        if (from != null) {
            insistOnOrderlyEnd(from);
        }
        for (String table : inOrder(target)) {
            long rows = copy(source, target, table);
            LOG.log(Level.INFO, "copied {0}: {1} rows", new Object[] {table, Long.toString(rows)});
        }
        LOG.log(Level.INFO, "everything in {0} has been copied to {1}. Remove {2}", new Object[] {
            from, database.shown(), KEY
        });
    }

    private static void insistOnOrderlyEnd(Path folder) {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(folder, DatabaseSettings.NAME + Database.TEXT_INFIX + '*')) {
            if (left.iterator().hasNext()) {
                throw new IllegalStateException("Parley cannot copy the database in " + folder
                        + ": text of answers lies beside it, as its Parley was killed. Start this version once with that"
                        + " database, stop it, and try again.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String schema(Connection connection) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT \"version\" FROM \"flyway_schema_history\" WHERE \"success\" ORDER BY \"installed_rank\" DESC",
                        row -> row.getString(1))
                .orElse("none");
    }

    private static long count(Connection connection, String table) throws SQLException {
        return Sql.first(connection, "SELECT COUNT(*) FROM " + table, row -> row.getLong(1))
                .orElse(0L);
    }

    /** Those that others refer to first. */
    private static List<String> inOrder(Connection connection) throws SQLException {
        Map<String, Set<String>> needed = new LinkedHashMap<>();
        try (ResultSet table =
                connection.getMetaData().getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (table.next()) {
                String name = table.getString("TABLE_NAME");
                if (!NOT_COPIED.contains(name)) {
                    needed.put(name, new TreeSet<>());
                }
            }
        }
        for (Map.Entry<String, Set<String>> table : needed.entrySet()) {
            try (ResultSet key =
                    connection.getMetaData().getImportedKeys(null, connection.getSchema(), table.getKey())) {
                while (key.next()) {
                    table.getValue().add(key.getString("PKTABLE_NAME"));
                }
            }
        }
        Set<String> ordered = new LinkedHashSet<>();
        while (ordered.size() < needed.size()) {
            int before = ordered.size();
            needed.forEach((table, others) -> {
                if (ordered.containsAll(others)) {
                    ordered.add(table);
                }
            });
            if (ordered.size() == before) {
                throw new IllegalStateException("tables refer to each other in a circle: " + needed);
            }
        }
        return List.copyOf(ordered);
    }

    private static long copy(Connection source, Connection target, String table) throws SQLException {
        List<String> columns = columns(target, table);
        String names = String.join(", ", columns);
        String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
        long rows = 0;
        long chars = 0;
        try (Statement select = source.createStatement();
                ResultSet row = select.executeQuery("SELECT " + names + " FROM " + table);
                PreparedStatement insert =
                        target.prepareStatement("INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")")) {
            while (row.next()) {
                chars += set(insert, row);
                insert.addBatch();
                if (++rows % ROWS_AT_ONCE == 0 || chars > CHARS_AT_ONCE) {
                    insert.executeBatch();
                    chars = 0;
                }
            }
            insert.executeBatch();
        }
        insistOnAll(source, table, rows);
        return rows;
    }

    private static void insistOnAll(Connection source, String table, long rows) throws SQLException {
        long there = count(source, table);
        if (there != rows) {
            throw new IllegalStateException(
                    "of " + there + " rows of " + table + " only " + rows + " were copied: nothing is kept");
        }
    }

    /** @return about how many characters they have */
    private static long set(PreparedStatement insert, ResultSet row) throws SQLException {
        long chars = 0;
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            boolean text =
                    switch (row.getMetaData().getColumnType(i)) {
                        case Types.CLOB, Types.VARCHAR -> true;
                        default -> false;
                    };
            if (text) {
                String value = row.getString(i);
                chars += value == null ? 0 : value.length();
                insert.setString(i, value);
            } else {
                insert.setObject(i, row.getObject(i));
            }
        }
        return chars;
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet column = connection.getMetaData().getColumns(null, connection.getSchema(), table, null)) {
            while (column.next()) {
                names.add(column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
