package dev.parley.support;

import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/** Databases as earlier versions have left them. What each version of the schema may hold stands in a file. */
public final class History {

    public static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    public static final Path ROWS = Path.of("src/test/resources/dev/parley/history");

    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

    private History() {}

    /** All migrations that there are, by version. */
    public static TreeMap<Integer, Path> migrations() {
        TreeMap<Integer, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            files.forEach(file -> {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.put(Integer.valueOf(name.group(1)), file);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    public static int newest() {
        return migrations().lastKey();
    }

    /** Has an empty database live through all versions up to this one, each writing its rows. */
    public static void live(DatabaseSettings settings, int version) throws SQLException {
        for (int each : migrations().headMap(version, true).keySet()) {
            Flyway.configure()
                    .dataSource(settings.url(), "", "")
                    .locations("classpath:db/migration")
                    .target(Integer.toString(each))
                    .load()
                    .migrate();
            Path rows = ROWS.resolve("V" + each + ".sql");
            if (Files.exists(rows)) {
                try (Connection connection = DriverManager.getConnection(settings.url());
                        Statement statement = connection.createStatement()) {
                    statement.execute(Files.readString(rows));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /**
     * All rows of the application's tables that have any, each as a text, below a line that names their columns.
     *
     * @param like what was read before: the same columns are read again; of tables that it does not know, all
     */
    public static Map<String, List<String>> rows(DatabaseSettings settings, Map<String, List<String>> like)
            throws SQLException {
        Map<String, List<String>> all = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(settings.url())) {
            for (String table : names(connection, "SELECT table_name FROM information_schema.tables WHERE")) {
                List<String> known = like.getOrDefault(table, List.of());
                String columns = known.isEmpty() ? columns(connection, table) : known.get(0);
                if (!table.startsWith("flyway")) {
                    all.put(table, rows(connection, table, columns));
                }
            }
        }
        return all;
    }

    private static List<String> rows(Connection connection, String table, String columns) throws SQLException {
        List<String> rows =
                new ArrayList<>(Sql.list(connection, "SELECT " + columns + " FROM " + table, History::text).stream()
                        .sorted()
                        .toList());
        if (!rows.isEmpty()) {
            rows.add(0, columns);
        }
        return rows;
    }

    private static String text(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            String value =
                    switch (row.getMetaData().getColumnType(i)) {
                        case Types.BINARY, Types.VARBINARY -> HexFormat.of().formatHex(row.getBytes(i));
                        default -> row.getString(i);
                    };
            // Truth values, which each database writes in its own way.
            values.add("TRUE".equals(value) ? "t" : "FALSE".equals(value) ? "f" : value);
        }
        return values.toString();
    }

    private static String columns(Connection connection, String table) throws SQLException {
        return String.join(
                ", ",
                names(
                        connection,
                        "SELECT column_name FROM information_schema.columns WHERE LOWER(table_name) = '" + table
                                + "' AND"));
    }

    private static List<String> names(Connection connection, String select) throws SQLException {
        return Sql.list(connection, select + " LOWER(table_schema) = 'public'", row -> row.getString(1)
                        .toLowerCase(Locale.ROOT))
                .stream()
                .sorted()
                .toList();
    }
}
