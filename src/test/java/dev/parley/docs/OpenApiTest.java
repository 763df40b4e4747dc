package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.AccountViews;
import dev.parley.chat.ConversationsResource;
import dev.parley.chat.ModelsResource;
import dev.parley.conversation.ConversationPage;
import dev.parley.conversation.ConversationService;
import dev.parley.identity.Admission;
import dev.parley.identity.AuthSettings;
import dev.parley.identity.Guests;
import dev.parley.operations.Health;
import dev.parley.operations.HealthResource;
import dev.parley.operations.RestApi;
import dev.parley.platform.Settings;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Json;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.ServerFrame;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.ViewWriter;
import dev.parley.provider.Models;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {

    private static final Specification SPEC = Specification.openApi();

    /** Beside JAX-RS: dev.parley.chat.EventStreams. */
    private static final String STREAM = "GET /api/conversations/{id}/events";

    @Test
    void thePathsAreThoseOfTheResources() {
        Stream<String> resources = new RestApi().getClasses().stream().flatMap(OpenApiTest::operations);
        List<String> built = Stream.concat(resources, Stream.of(STREAM)).toList();

        assertThat(specifiedOperations()).containsExactlyInAnyOrderElementsOf(built);
    }

    @Test
    void theListOfModelsFits() {
        Models models = new Models(null, null, null) {
            @Override
            public List<ModelView> views() {
                return List.of(Samples.MODEL, Samples.BARE_MODEL);
            }
        };

        assertThat(faults("/api/models", new ModelsResource(models).list())).isEmpty();
    }

    @Test
    void theListOfConversationsFits() {
        assertThat(faults("/api/conversations", new ConversationsResource(service(), null).list(null, null, null)))
                .isEmpty();
    }

    @Test
    void aConversationFits() {
        assertThat(faults("/api/conversations/{id}", new ConversationsResource(service(), null).get("c1")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void healthFits(String kind) {
        Health.Report report =
                new Health.Report(List.of(new Health.Check("database", false), new Health.Check("models", true)));
        String body = HealthResource.json(report);

        assertThat(faults("/api/health/" + kind, body)).isEmpty();
        assertThat(faults("/api/health/" + kind, body.replace("checks", "check")))
                .isNotEmpty();
    }

    @Test
    void theSessionFits() {
        assertThat(faults("/api/session", session())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/paths/~1api~1conversations/post",
                "/paths/~1api~1conversations~1{id}~1messages/post",
                "/paths/~1api~1messages~1{id}~1regenerate/post",
                "/paths/~1api~1messages~1{id}~1continue/post"
            })
    void whatWasMadeFits(String operation) {
        String made = Json.text(json -> {
            json.writeStartObject();
            ViewWriter.ack(json, new ServerFrame.Ack("ref", "c1", "m1", "a1", "g1"));
            json.writeEnd();
        });

        assertThat(SPEC.at(operation + "/responses/201/$ref").asText()).isEqualTo("#/components/responses/Made");
        assertThat(SPEC.faults("Made", Specification.json(made))).isEmpty();
        assertThat(SPEC.faults("Made", Specification.json(made.replace("messageId", "message"))))
                .isNotEmpty();
    }

    /** A send frame without type, ref and where it goes. */
    @Test
    void theBodyOfAMessageIsWhatASocketSends() {
        JsonNode body = SPEC.at("/components/schemas/NewMessage");
        JsonNode frame = SPEC.at("/components/schemas/Send");
        List<String> expected =
                new ArrayList<>(Specification.list(frame.at("/properties").fieldNames()));
        expected.removeAll(List.of("type", "ref", "new", "conversationId"));

        assertThat(Specification.list(body.at("/properties").fieldNames()))
                .containsExactlyInAnyOrderElementsOf(expected);
        for (String name : expected) {
            assertThat(body.at("/properties/" + name + "/$ref").asText())
                    .isEqualTo("#/components/schemas/Send/properties/" + name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorFits(ErrorCode code) {
        String body = Json.text(json -> {
            json.writeStartObject();
            ViewWriter.error(json, "error", ErrorInfo.of(code, Samples.ERROR.traceId()));
            json.writeEnd();
        });

        assertThat(SPEC.faults("ErrorBody", Specification.json(body))).isEmpty();
    }

    @Test
    void aFieldTooManyDoesNotFit() {
        String session = session().replace("\"guest\"", "\"gast\"");

        assertThat(faults("/api/session", session)).isNotEmpty();
    }

    private static String session() {
        AuthSettings settings = AuthSettings.read(new Settings(key -> null));
        return AccountViews.session(
                Admission.guest(Guests.of(Guests.newSecret())), settings, "s1", List.of("*.example.org"));
    }

    private static List<String> faults(String path, String body) {
        String schema = "/paths/" + path.replace("/", "~1") + "/get/responses/200/content/application~1json/schema";
        return SPEC.faultsAt(SPEC.at(schema), Specification.json(body));
    }

    private static ConversationService service() {
        ConversationService service = new ConversationService(null, null) {
            private static final long serialVersionUID = 1L;

            @Override
            public ConversationPage list(boolean archived, String before, int limit) {
                return new ConversationPage(List.of(Samples.CONVERSATION, Samples.bareConversation()), "0-1-c1");
            }

            @Override
            public Snapshot get(String conversationId) {
                return Samples.SNAPSHOT;
            }
        };
        service.enter(Guests.of(Guests.newSecret()));
        return service;
    }

    private static List<String> specifiedOperations() {
        return Specification.list(SPEC.at("/paths").fields()).stream()
                .flatMap(path -> Specification.list(path.getValue().fieldNames()).stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + ' ' + path.getKey()))
                .toList();
    }

    private static Stream<String> operations(Class<?> resource) {
        Path path = resource.getAnnotation(Path.class);
        if (path == null) {
            return Stream.empty();
        }
        String base = RestApi.class.getAnnotation(ApplicationPath.class).value() + path.value();
        return Arrays.stream(resource.getDeclaredMethods()).flatMap(method -> operation(base, method));
    }

    private static Stream<String> operation(String base, Method method) {
        Path path = method.getAnnotation(Path.class);
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(http -> http != null)
                .map(http -> http.value() + ' ' + base + (path == null ? "" : path.value()));
    }
}
