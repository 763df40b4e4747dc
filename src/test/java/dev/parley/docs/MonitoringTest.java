package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.support.MetricsTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands in server-config/monitoring fits together, and asks for what there is. Beside it: promtool, see check.sh. */
class MonitoringTest {

    private static final Path FOLDER = Path.of("server-config/monitoring");
    private static final Path ALERTS = Path.of("docs/alerts.md");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:parley|gen_ai|jvm|process)_[a-z0-9_]+(?![a-z0-9_]*\\s*=~?\")");
    private static final Pattern LABEL = Pattern.compile("\\b([a-z_]+)\\s*=~?\"");
    private static final Pattern BY = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^## Alert: (\\w+)$");

    /** What Prometheus itself adds. */
    private static final Set<String> FROM_PROMETHEUS = Set.of("instance", "job", "le");

    private static List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        Specification.yaml(Specification.read(FOLDER.resolve("alerts.yml")))
                .at("/groups")
                .forEach(group -> group.get("rules").forEach(alerts::add));
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    private static List<String> queries() {
        JsonNode dashboard = Specification.json(Specification.read(FOLDER.resolve("dashboard.json")));
        List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
        assertThat(queries).hasSizeGreaterThan(20);
        return queries;
    }

    private static Stream<String> expressions() {
        return Stream.concat(alerts().stream().map(alert -> alert.get("expr").asText()), queries().stream());
    }

    @Test
    void rulesAndDashboardAskForMetricsThatThereAre() {
        Set<String> series = MetricsTable.rows().values().stream()
                .flatMap(MetricsTable::series)
                .collect(Collectors.toSet());
        Set<String> labels = MetricsTable.rows().values().stream()
                .flatMap(row -> row.labels().stream())
                .collect(Collectors.toSet());

        expressions().forEach(expression -> {
            String withoutLists = BY.matcher(expression).replaceAll("");
            List<String> asked = METRIC.matcher(withoutLists)
                    .results()
                    .map(match -> match.group())
                    .toList();
            assertThat(series).as(expression).containsAll(asked);
            assertThat(asked.isEmpty()).as(expression).isEqualTo(expression.startsWith("up{"));
            Stream<String> listed = BY.matcher(expression)
                    .results()
                    .flatMap(by -> Stream.of(by.group(1).split(", ")));
            Stream<String> matched = LABEL.matcher(expression).results().map(match -> match.group(1));
            assertThat(Stream.concat(listed, matched).filter(label -> !FROM_PROMETHEUS.contains(label)))
                    .as(expression)
                    .isSubsetOf(labels);
        });
    }

    @Test
    void eachAlertLeadsToItsSectionAndBack() {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : alerts()) {
            String name = alert.get("alert").asText();
            names.add(name);
            assertThat(alert.at("/annotations/runbook").asText())
                    .isEqualTo("docs/alerts.md#alert-" + name.toLowerCase(Locale.ROOT));
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
        }

        assertThat(HEADING.matcher(Specification.read(ALERTS)).results().map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void eachAlertIsTriedOnGivenSeries() {
        JsonNode tests = Specification.yaml(Specification.read(FOLDER.resolve("alerts.test.yml")));
        Set<String> fired = new TreeSet<>();
        for (JsonNode one : tests.get("tests")) {
            for (JsonNode rule : one.get("alert_rule_test")) {
                if (!rule.get("exp_alerts").isEmpty()) {
                    fired.add(rule.get("alertname").asText());
                }
            }
        }

        assertThat(fired)
                .containsExactlyInAnyOrderElementsOf(alerts().stream()
                        .map(alert -> alert.get("alert").asText())
                        .toList());
    }
}
