package dev.parley.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rows of docs/metrics.md. */
public final class MetricsTable {

    public static final Path DOCUMENT = Path.of("docs/metrics.md");

    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `([a-z0-9_.]+)` \\| `([a-z0-9_]+)` \\| (\\w+) \\| ([^|]*) \\| ([^|]*) \\| ([^|]+) \\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /**
     * One metric.
     *
     * @param name in OpenTelemetry's form
     * @param prometheus what Prometheus calls it
     * @param type gauge, counter or histogram
     * @param unit empty for a plain number
     * @param labels as Prometheus calls them, sorted
     */
    public record Row(String name, String prometheus, String type, String unit, List<String> labels, String meaning) {}

    private MetricsTable() {}

    /** By Prometheus' name. */
    public static Map<String, Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        try {
            ROW.matcher(Files.readString(DOCUMENT))
                    .results()
                    .map(MetricsTable::row)
                    .forEach(row -> {
                        if (rows.put(row.prometheus(), row) != null) {
                            throw new IllegalStateException("a second row for " + row.prometheus());
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static Row row(MatchResult cells) {
        List<String> labels = NAME.matcher(cells.group(5))
                .results()
                .map(label -> label.group(1))
                .sorted()
                .toList();
        return new Row(
                cells.group(1), cells.group(2), cells.group(3), cells.group(4).strip(), labels, cells.group(6));
    }

    /** The names of a row's series. */
    public static Stream<String> series(Row row) {
        return row.type().equals("histogram")
                ? Stream.of("_bucket", "_count", "_sum", "_max").map(row.prometheus()::concat)
                : Stream.of(row.prometheus());
    }
}
