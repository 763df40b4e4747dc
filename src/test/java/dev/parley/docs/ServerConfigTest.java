package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator copies from server-config, and from docs/operations.md, is what Parley and the systems around it know. */
class ServerConfigTest {

    private static final Path FOLDER = Path.of("server-config");
    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Path MANIFESTS = FOLDER.resolve("kubernetes");
    private static final Path UNIT = FOLDER.resolve("systemd/parley.service");

    private static final Pattern VARIABLE = Pattern.compile("\\b(?:PARLEY|LLM)_[A-Z0-9_]*[A-Z0-9]\\b");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `((?:parley|llm)\\.[^`]+)` \\|");
    private static final Pattern PATH = Pattern.compile("\\bserver-config/[\\w./-]*\\w");

    /** By {@code .file} a secret is read from a file. */
    private static final Set<String> SECRETS =
            Set.of("llm.api.key", "parley.database.password", "parley.oidc.client-secret", "parley.otlp.headers");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Secret", Secret.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/Ingress", Ingress.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    static Stream<Path> texts() {
        return Stream.concat(
                Stream.of(OPERATIONS), Specification.files(FOLDER, "").stream().filter(Files::isRegularFile));
    }

    private static Set<String> documented() {
        return KEY.matcher(Specification.read(Path.of("docs/configuration.md")))
                .results()
                .map(row -> row.group(1))
                .flatMap(key -> SECRETS.contains(key) ? Stream.of(key, key + ".file") : Stream.of(key))
                .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyVariableIsADocumentedKey(Path text) {
        Set<String> known = documented();

        assertThat(known).contains("PARLEY_DATABASE_URL", "LLM_API_KEY_FILE");
        assertThat(VARIABLE.matcher(Specification.read(text)).results().map(found -> found.group()))
                .allSatisfy(variable -> assertThat(known).contains(variable));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyFileThatIsNamedIsThere(Path text) {
        assertThat(PATH.matcher(Specification.read(text)).results().map(found -> found.group()))
                .allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    /** Every object, read strictly: a field that Kubernetes does not know, or of another type, fails. */
    private static List<HasMetadata> manifests() throws IOException {
        ObjectMapper strict = YAMLMapper.builder()
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Boolean hasAnySetter(Annotated any) {
                        return false;
                    }

                    @Override
                    public Boolean hasAnyGetter(Annotated any) {
                        return false;
                    }
                })
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        List<HasMetadata> objects = new ArrayList<>();
        for (Path file : Specification.files(MANIFESTS, ".yaml")) {
            try (MappingIterator<JsonNode> documents =
                    strict.readerFor(JsonNode.class).readValues(new YAMLFactory().createParser(file.toFile()))) {
                while (documents.hasNext()) {
                    JsonNode document = documents.next();
                    String kind = document.get("apiVersion").asText()
                            + '/'
                            + document.get("kind").asText();
                    assertThat(KINDS).containsKey(kind);
                    objects.add(strict.treeToValue(document, KINDS.get(kind)));
                }
            }
        }
        return objects;
    }

    private static <T> T only(Class<T> type) throws IOException {
        return manifests().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void kubernetesKnowsEveryFieldOfTheManifests() throws IOException {
        assertThat(manifests()).hasSize(KINDS.size());
        assertThat(manifests())
                .allSatisfy(object -> assertThat(object.getMetadata().getName()).isEqualTo("parley"));
    }

    @Test
    void thePodsAreProbedAndStoppedAsTheyNeed() throws IOException {
        Deployment deployment = only(Deployment.class);
        Container container =
                deployment.getSpec().getTemplate().getSpec().getContainers().get(0);

        assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/api/health/started");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/api/health/ready");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/api/health/live");
        assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(50);
    }

    @Test
    void everythingSelectsThePodsAndLeadsToTheirPort() throws IOException {
        Map<String, String> labels =
                only(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();

        assertThat(only(Deployment.class).getSpec().getSelector().getMatchLabels())
                .isEqualTo(labels);
        assertThat(only(Service.class).getSpec().getSelector()).isEqualTo(labels);
        assertThat(only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())
                .isEqualTo(labels);
        assertThat(only(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(labels);
        assertThat(only(ConfigMap.class).getData().get("LLM_API_KEY_FILE"))
                .isEqualTo("/run/secrets/parley/llm-api-key");
        assertThat(only(Secret.class).getStringData()).containsOnlyKeys("llm-api-key", "database-password");
    }

    /** Not the whole language of container files, but what would break this one. */
    @Test
    void theContainerIsBuiltFromWhatIsThereAndRunsAsNobodySpecial() {
        List<String> lines = Specification.read(FOLDER.resolve("container/Containerfile"))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        Map<String, String> last = lines.stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> other));

        assertThat(last.keySet())
                .isSubsetOf(
                        "FROM",
                        "RUN",
                        "COPY",
                        "USER",
                        "WORKDIR",
                        "VOLUME",
                        "ENV",
                        "EXPOSE",
                        "ENTRYPOINT",
                        "STOPSIGNAL",
                        "HEALTHCHECK");
        assertThat(lines.get(0)).matches("FROM [\\w./-]+:[\\w.-]+");
        assertThat(last.get("USER")).matches("[1-9]\\d*");
        assertThat(last.get("COPY")).startsWith("target/parley.jar ");
        assertThat(words(last.get("ENTRYPOINT"))).startsWith("java").endsWith("-jar", "/opt/parley/parley.jar");
        String check = last.get("HEALTHCHECK");
        assertThat(words(check.substring(check.indexOf('['))))
                .last()
                .asString()
                .contains("GET /api/health/live HTTP/1.0\\r\\n\\r\\n");
    }

    private static List<String> words(String array) {
        try {
            return List.of(new ObjectMapper().readValue(array, String[].class));
        } catch (IOException e) {
            throw new AssertionError("no JSON, so it would be taken for a command of a shell: " + array, e);
        }
    }

    @Test
    void systemdTakesTheUnit() throws Exception {
        Path program = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(program), "there is no systemd here to ask");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/java")), "the unit's java is not here, which systemd minds");

        Process verify = new ProcessBuilder(
                        program.toString(), "verify", UNIT.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(verify.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(verify.exitValue()).isZero();
    }
}
