package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.Metric;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.Guards;
import dev.parley.provider.ProviderSpec;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.junit.jupiter.api.Test;

/** docs/configuration.md names exactly the keys that the code reads, with the defaults that it has. */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/parley");
    private static final String GUARD = "dev.parley.provider.Guards$First/open/";

    /** A table row: key, default. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]*) \\|");

    /** A literal that is a whole key. */
    private static final Pattern LITERAL = Pattern.compile("\"((?:parley|llm)\\.[a-z0-9.-]*[a-z0-9])\"");

    /** A key that is put together, of a provider or of a model. */
    private static final Pattern OF_PROVIDER = Pattern.compile("\\bprefix \\+ \"(\\.[a-z-]+)\"");

    private static final Pattern OF_MODEL = Pattern.compile("\\bkey \\+ \"(\\.[a-z-]+)\"");

    private static final Pattern INJECTED =
            Pattern.compile("@ConfigProperty\\(name = \"([^\"]+)\"(?:, defaultValue = \"([^\"]*)\")?\\)");

    /** Look like keys, but name the subprotocol and what a socket carries. */
    private static final Set<String> NO_KEYS = Set.of(
            "parley.v1",
            "parley.connection",
            "parley.service",
            "parley.locale",
            "parley.admission",
            "parley.trace",
            "parley.opened",
            "parley.place",
            "parley.demo");

    private static final Set<String> METRICS =
            Stream.of(Metric.values()).map(Metric::wire).collect(Collectors.toSet());

    @Test
    void namesTheKeysThatTheCodeReadsAndNoOthers() {
        Set<String> documented = rows().keySet().stream()
                .filter(key -> key.startsWith("parley.") || key.startsWith("llm."))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).containsExactlyElementsOf(keysInTheCode());
    }

    @Test
    void givesTheDefaultsOfInjectedKeys() {
        Map<String, String> injected = new TreeMap<>();
        sources()
                .flatMap(source -> INJECTED.matcher(source).results())
                .forEach(use -> injected.put(use.group(1), use.group(2) == null ? "none" : '`' + use.group(2) + '`'));

        assertThat(injected).isNotEmpty();
        assertThat(rows()).containsAllEntriesOf(injected);
    }

    @Test
    void givesTheDefaultTimeouts() {
        ProviderSpec.Timeouts normal = ProviderSpec.Timeouts.DEFAULT;

        assertThat(rows())
                .containsEntry("parley.provider.<id>.connect-timeout-ms", millis(normal.connect()))
                .containsEntry("parley.provider.<id>.first-event-timeout-ms", millis(normal.firstEvent()))
                .containsEntry("parley.provider.<id>.between-events-timeout-ms", millis(normal.betweenEvents()))
                .containsEntry("parley.provider.<id>.total-timeout-ms", millis(normal.total()));
    }

    @Test
    void givesTheFiguresOfTheGuards() {
        Map<String, String> documented = new TreeMap<>(rows());
        documented.keySet().removeIf(key -> !key.startsWith(GUARD));
        List<Class<?>> guards = guards();

        assertThat(guards).isNotEmpty();
        for (Class<?> guard : guards) {
            assertThat(documented).as(guard.getSimpleName()).allSatisfy((key, value) -> assertThat(value)
                    .as(key)
                    .isEqualTo("`" + figure(guard, key.substring(GUARD.length())) + "`"));
            assertThat(Specification.read(DOCUMENT)).contains('`' + guard.getSimpleName() + '`');
        }
        assertThat(documented).hasSize(9);
    }

    private static Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        ROW.matcher(Specification.read(DOCUMENT)).results().forEach(row -> assertThat(
                        rows.put(row.group(1), row.group(2).strip()))
                .as("a second row for " + row.group(1))
                .isNull());
        return rows;
    }

    private static Set<String> keysInTheCode() {
        String models = Specification.read(SOURCES.resolve("provider/ModelConfiguration.java"));
        Stream<String> whole = sources()
                .flatMap(source -> LITERAL.matcher(source).results())
                .map(literal -> literal.group(1))
                .filter(key -> !NO_KEYS.contains(key) && !METRICS.contains(key));
        Stream<String> ofProvider = suffixes(OF_PROVIDER, models).map(suffix -> "parley.provider.<id>" + suffix);
        Stream<String> ofModel = suffixes(OF_MODEL, models).map(suffix -> "parley.model.<provider>.<name>" + suffix);
        return Stream.of(whole, ofProvider, ofModel)
                .flatMap(keys -> keys)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> suffixes(Pattern pattern, String source) {
        List<MatchResult> found =
                new ArrayList<>(pattern.matcher(source).results().toList());
        assertThat(found).as("keys by " + pattern).isNotEmpty();
        return found.stream().map(match -> match.group(1));
    }

    private static Stream<String> sources() {
        return Specification.files(SOURCES, ".java").stream().map(Specification::read);
    }

    private static String millis(Duration duration) {
        return "`" + duration.toMillis() + '`';
    }

    private static List<Class<?>> guards() {
        return List.of(Guards.class.getDeclaredClasses());
    }

    /** What stands in the annotation, for a name such as {@code Retry/maxRetries}. */
    private static Object figure(Class<?> guard, String name) {
        String[] parts = name.split("/", 2);
        Map<String, Class<? extends Annotation>> types = Map.of(
                "Retry", Retry.class,
                "CircuitBreaker", CircuitBreaker.class,
                "Timeout", Timeout.class,
                "Bulkhead", Bulkhead.class);
        try {
            Method open = guard.getDeclaredMethod("open", ChatRequest.class);
            Class<? extends Annotation> type = types.get(parts[0]);
            return type.getMethod(parts[1]).invoke(open.getAnnotation(type));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("there is no " + name + " at " + guard, e);
        }
    }
}
