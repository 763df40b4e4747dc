package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents lead somewhere, and what leads to them arrives. */
class DocumentsTest {

    private static final Path ROOT = Path.of("");
    private static final Path ADRS = Path.of("docs/adr");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
    private static final Pattern DOCUMENT = Pattern.compile("\\bdocs/[\\w./-]*\\w");

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsToAFileAndAHeading(Path document) {
        for (String link : matches(LINK, Specification.read(document)).toList()) {
            if (!link.contains("://")) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? document
                        : document.resolveSibling(parts[0]).normalize();
                assertThat(Files.exists(target)).as(link + " in " + document).isTrue();
                if (parts.length == 2) {
                    assertThat(anchors(target)).as(link + " in " + document).contains(parts[1]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyTestThatIsNamedExists(Path document) {
        List<String> tests = Specification.files(Path.of("src/test/java"), ".java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();

        assertThat(matches(TEST, Specification.read(document)).toList())
                .allSatisfy(name -> assertThat(tests).contains(name));
    }

    @Test
    void theCodeNamesDocumentsThatExist() {
        List<String> documents = Specification.files(Path.of("docs"), "").stream()
                .map(file -> file.toString().replace('\\', '/'))
                .toList();
        Stream<Path> sources = Stream.of("src/main", "src/launcher", "src/test", ".mvn/wrapper", "server-config")
                .flatMap(folder -> Stream.of(".java", ".properties", ".xml", ".cli", ".sh")
                        .flatMap(ending -> Specification.files(Path.of(folder), ending).stream()));

        assertThat(sources.flatMap(file ->
                        DOCUMENT.matcher(Specification.read(file)).results().map(match -> match.group())))
                .isNotEmpty()
                .allSatisfy(named -> assertThat(documents)
                        .anySatisfy(path -> assertThat(path).startsWith(named)));
    }

    @Test
    void theDecisionsAreNumberedWithoutGapAndListed() {
        List<String> names = Specification.files(ADRS, ".md").stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("README.md"))
                .toList();

        assertThat(names)
                .extracting(name -> name.substring(0, 5))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, names.size())
                        .mapToObj(number -> String.format("%04d-", number))
                        .toList());
        assertThat(matches(LINK, Specification.read(ADRS.resolve("README.md"))).toList())
                .containsExactlyElementsOf(names);
    }

    static Stream<Path> documents() {
        return Stream.concat(
                Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve),
                Specification.files(Path.of("docs"), ".md").stream());
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1));
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path document) {
        return matches(HEADING, Specification.read(document))
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
