package dev.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.conversation.Conversations;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCategory;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.EventType;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.FrameException;
import dev.parley.protocol.FrameReader;
import dev.parley.protocol.FrameWriter;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Role;
import dev.parley.protocol.ServerFrame;
import dev.parley.support.Values;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AsyncApiTest {

    private static final Specification SPEC = Specification.asyncApi();
    private static final Path FRAMES = Path.of("docs/protocol/frames");

    @ParameterizedTest
    @MethodSource("goldenFrames")
    void aGoldenFrameFitsItsMessage(Path file) {
        assertThat(faults(frame(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("goldenFrames")
    void aMisspeltFieldDoesNotFit(Path file) {
        for (JsonNode misspelt : misspellings(frame(file))) {
            assertThat(faults(misspelt)).as(misspelt.toString()).isNotEmpty();
        }
    }

    @Test
    void everyMessageHasAGoldenFrame() {
        assertThat(goldenTypes("client")).containsExactlyInAnyOrderElementsOf(messages("receiveFrame"));
        assertThat(goldenTypes("server")).containsExactlyInAnyOrderElementsOf(messages("sendFrame"));
    }

    @Test
    void everyMessageBelongsToOneChannelAndOneOperation() {
        List<String> chat = Stream.concat(messages("receiveFrame").stream(), messages("sendFrame").stream())
                .toList();
        List<String> plain = Stream.concat(messages("receiveQuestion").stream(), messages("sendAnswer").stream())
                .toList();

        assertThat(SPEC.names("/channels/chat/messages")).containsExactlyInAnyOrderElementsOf(chat);
        assertThat(SPEC.names("/channels/plain/messages")).containsExactlyInAnyOrderElementsOf(plain);
        assertThat(SPEC.names("/components/messages"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(chat.stream(), plain.stream()).toList());
    }

    @Test
    void everyEventHasAGoldenOne() {
        List<String> golden = goldenFrames()
                .map(AsyncApiTest::frame)
                .flatMap(frame -> Specification.list(frame.path("events").elements()).stream())
                .map(event -> event.get("type").asText())
                .distinct()
                .toList();

        assertThat(golden).containsExactlyInAnyOrderElementsOf(wires(EventType.values(), EventType::wire));
    }

    @Test
    void theEventsAreThoseOfTheCode() {
        List<String> specified = Specification.list(
                        SPEC.at("/components/schemas/Event/oneOf").elements())
                .stream()
                .map(reference -> reference.get("$ref").asText().substring(1))
                .map(pointer -> SPEC.at(pointer + "/properties/type/const").asText())
                .toList();

        assertThat(specified).containsExactlyElementsOf(wires(EventType.values(), EventType::wire));
    }

    @Test
    void theReaderKnowsTheClientsMessagesAndNoOthers() {
        assertThat(messages("receiveFrame"))
                .containsExactlyInAnyOrderElementsOf(typesOf(ClientFrame.class))
                .allSatisfy(type -> assertThat(refusal(type)).isNotEqualTo(ErrorCode.UNKNOWN_FRAME_TYPE));
        assertThat(refusal("shout")).isEqualTo(ErrorCode.UNKNOWN_FRAME_TYPE);
    }

    @ParameterizedTest
    @MethodSource("goldenClientFrames")
    void theReaderTakesEveryGoldenClientFrame(Path file) {
        ClientFrame read = FrameReader.read(Specification.read(file));

        assertThat(typeOf(read.getClass())).isEqualTo(frame(file).get("type").asText());
    }

    @ParameterizedTest
    @MethodSource("dev.parley.docs.Samples#frames")
    void whatTheWriterWritesFits(ServerFrame sample) {
        assertThat(faults(Specification.json(FrameWriter.write(sample)))).isEmpty();
    }

    @Test
    void thereIsASampleOfEveryFrameAndEvent() {
        assertThat(Samples.frames().map(Object::getClass)).containsAll(subtypesOf(ServerFrame.class));
        assertThat(Samples.events().map(event -> event.type())).containsOnlyOnce(EventType.values());
    }

    @Test
    void theWordsAreThoseOfTheCode() {
        assertThat(words("MessageState")).containsExactlyElementsOf(wires(MessageState.values(), MessageState::wire));
        assertThat(words("FinishReason")).containsExactlyElementsOf(wires(FinishReason.values(), FinishReason::wire));
        assertThat(words("Role")).containsExactlyElementsOf(wires(Role.values(), Role::wire));
        assertThat(words("ErrorCategory"))
                .containsExactlyElementsOf(wires(ErrorCategory.values(), ErrorCategory::wire));
        assertThat(SPEC.texts("/components/schemas/GenerationEnded/properties/state/enum"))
                .containsExactlyElementsOf(Arrays.stream(MessageState.values())
                        .filter(MessageState::terminal)
                        .map(MessageState::wire)
                        .toList());
    }

    @Test
    void theErrorCatalogueIsThatOfTheCode() {
        assertThat(words("ErrorCode")).containsExactlyElementsOf(wires(ErrorCode.values(), ErrorCode::wire));
        assertThat(SPEC.names("/components/schemas/ErrorCode/x-errors")).containsExactlyElementsOf(words("ErrorCode"));
        for (ErrorCode code : ErrorCode.values()) {
            JsonNode error = SPEC.at("/components/schemas/ErrorCode/x-errors/" + code.wire());
            assertThat(error.get("category").asText()).isEqualTo(code.category().wire());
            assertThat(error.get("retryable").asBoolean()).as(code.wire()).isEqualTo(code.retryable());
        }
    }

    @Test
    void theCloseCodesAreThoseOfTheCode() {
        assertThat(SPEC.names("/channels/chat/x-close-codes"))
                .containsExactlyElementsOf(wires(CloseCode.values(), code -> String.valueOf(code.code())));
        for (CloseCode code : CloseCode.values()) {
            JsonNode specified = SPEC.at("/channels/chat/x-close-codes/" + code.code());
            assertThat(specified.get("name").asText()).isEqualTo(dashed(code));
            assertThat(specified.get("next").asText()).isEqualTo(dashed(code.next()));
            assertThat(specified.get("sent").asBoolean()).as("sent: %s", code).isEqualTo(isSent(code));
        }
    }

    @Test
    void theLimitsAreThoseOfTheCode() {
        Conversations conversations =
                new Conversations(null, null, null, null, null, new Values(), new SimpleMeterRegistry());

        assertThat(SPEC.at("/components/schemas/Send/properties/text/maxLength").asInt())
                .isEqualTo(conversations.maxTextChars());
        assertThat(SPEC.at("/components/schemas/Hello/properties/resume/maxItems")
                        .asInt())
                .isEqualTo(FrameReader.MAX_RESUME);
    }

    /** In YAML a comma in an unquoted text of a flow mapping begins another field, whose value is null. */
    @Test
    void noFieldIsEmptyByMistake() {
        assertThat(Stream.of(SPEC.at(""), Specification.openApi().at("")).flatMap(AsyncApiTest::nulls))
                .isEmpty();
    }

    private static Stream<String> nulls(JsonNode node) {
        Stream<String> own = Specification.list(node.fields()).stream()
                .filter(field -> field.getValue().isNull())
                .map(field -> field.getKey());
        return Stream.concat(own, Specification.list(node.elements()).stream().flatMap(AsyncApiTest::nulls));
    }

    static Stream<Path> goldenFrames() {
        return Specification.files(FRAMES, ".json").stream();
    }

    static Stream<Path> goldenClientFrames() {
        return goldenFrames().filter(file -> file.getFileName().toString().startsWith("client-"));
    }

    private static JsonNode frame(Path file) {
        return Specification.json(Specification.read(file));
    }

    private static List<String> goldenTypes(String from) {
        return goldenFrames()
                .filter(file -> file.getFileName().toString().startsWith(from + '-'))
                .map(file -> frame(file).get("type").asText())
                .distinct()
                .toList();
    }

    private static List<String> faults(JsonNode frame) {
        String type = frame.path("type").asText("");
        JsonNode message = SPEC.at("/components/messages").get(type);
        return message == null
                ? List.of("there is no message of type " + type)
                : SPEC.faultsAt(message.get("payload"), frame);
    }

    /** The frame again and again, each time with another field, at any depth, misspelt. */
    private static List<JsonNode> misspellings(JsonNode frame) {
        List<JsonNode> copies = new ArrayList<>();
        int fields = count(frame);
        for (int i = 0; i < fields; i++) {
            JsonNode copy = frame.deepCopy();
            misspell(copy, i);
            copies.add(copy);
        }
        return copies;
    }

    private static int count(JsonNode node) {
        int count = node.isObject() ? node.size() : 0;
        for (JsonNode child : node) {
            count += count(child);
        }
        return count;
    }

    /** Misspells the nth field; returns how many are left to count. */
    private static int misspell(JsonNode node, int nth) {
        int left = nth;
        if (node instanceof ObjectNode object) {
            if (left < object.size()) {
                String name = Specification.list(object.fieldNames()).get(left);
                object.set(name + "x", object.remove(name));
                return -1;
            }
            left -= object.size();
        }
        for (JsonNode child : node) {
            left = left < 0 ? left : misspell(child, left);
        }
        return left;
    }

    private static List<String> messages(String operation) {
        return Specification.list(
                        SPEC.at("/operations/" + operation + "/messages").elements())
                .stream()
                .map(reference -> reference.get("$ref").asText())
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .toList();
    }

    private static List<String> typesOf(Class<?> sealed) {
        return subtypesOf(sealed).stream().map(AsyncApiTest::typeOf).toList();
    }

    private static List<Class<?>> subtypesOf(Class<?> sealed) {
        return List.of(sealed.getPermittedSubclasses());
    }

    private static String typeOf(Class<?> frame) {
        return frame.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static ErrorCode refusal(String type) {
        try {
            FrameReader.read("{\"type\":\"" + type + "\"}");
            return ErrorCode.INTERNAL;
        } catch (FrameException e) {
            return e.code();
        }
    }

    private static List<String> words(String schema) {
        return SPEC.texts("/components/schemas/" + schema + "/enum");
    }

    private static <E> List<String> wires(E[] values, Function<E, String> wire) {
        return Arrays.stream(values).map(wire).toList();
    }

    private static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isSent(CloseCode code) {
        Pattern use = Pattern.compile("\\bCloseCode\\." + code.name() + "\\b");
        return Specification.files(Path.of("src/main/java/dev/parley"), ".java").stream()
                .anyMatch(file -> use.matcher(Specification.read(file)).find());
    }
}
