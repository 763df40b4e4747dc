package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ConversationsResource;
import dev.parley.chat.ModelsResource;
import dev.parley.chat.RestApi;
import dev.parley.chat.SessionResource;
import dev.parley.conversation.ConversationService;
import dev.parley.identity.Guests;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Json;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.ViewWriter;
import dev.parley.provider.Models;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenApiTest {

    private static final Specification SPEC = Specification.openApi();

    @Test
    void thePathsAreThoseOfTheResources() {
        List<String> built = new RestApi()
                .getClasses().stream().flatMap(OpenApiTest::operations).toList();

        assertThat(specifiedOperations()).containsExactlyInAnyOrderElementsOf(built);
    }

    @Test
    void theListOfModelsFits() {
        Models models = new Models(null, null) {
            @Override
            public List<ModelView> views() {
                return List.of(Samples.MODEL);
            }
        };

        assertThat(faults("/api/models", new ModelsResource(models).list())).isEmpty();
    }

    @Test
    void theListOfConversationsFits() {
        assertThat(faults("/api/conversations", new ConversationsResource(service()).list()))
                .isEmpty();
    }

    @Test
    void aConversationFits() {
        assertThat(faults("/api/conversations/{id}", new ConversationsResource(service()).get("c1")))
                .isEmpty();
    }

    @Test
    void theSessionFits() {
        assertThat(faults("/api/session", new SessionResource(service()).get())).isEmpty();
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
        String session = new SessionResource(service()).get().replace("\"guest\"", "\"gast\"");

        assertThat(faults("/api/session", session)).isNotEmpty();
    }

    private static List<String> faults(String path, String body) {
        String schema = "/paths/" + path.replace("/", "~1") + "/get/responses/200/content/application~1json/schema";
        return SPEC.faultsAt(SPEC.at(schema), Specification.json(body));
    }

    private static ConversationService service() {
        ConversationService service = new ConversationService(null) {
            private static final long serialVersionUID = 1L;

            @Override
            public List<ConversationView> list() {
                return List.of(Samples.CONVERSATION, Samples.bareConversation());
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
