package dev.parley.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An interface as docs/ describes it, and the schemas in it. */
final class Specification {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ASYNC_API = Path.of("docs/protocol/asyncapi.yaml");
    private static final Path OPEN_API = Path.of("docs/openapi.yaml");
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode root;
    private final VersionFlag draft;

    private Specification(JsonNode root, VersionFlag draft) {
        this.root = root;
        this.draft = draft;
    }

    static Specification asyncApi() {
        return new Specification(yaml(read(ASYNC_API)), VersionFlag.V7);
    }

    /** The REST interface, which borrows schemas of the socket's: here they are its own. */
    static Specification openApi() {
        JsonNode root = yaml(read(OPEN_API).replace("protocol/asyncapi.yaml" + SCHEMAS, SCHEMAS));
        ObjectNode own = (ObjectNode) root.at("/components/schemas");
        asyncApi().at("/components/schemas").fields().forEachRemaining(borrowed -> {
            if (own.has(borrowed.getKey())) {
                throw new IllegalStateException("both specifications have a schema " + borrowed.getKey());
            }
            own.set(borrowed.getKey(), borrowed.getValue());
        });
        return new Specification(root, VersionFlag.V202012);
    }

    JsonNode at(String pointer) {
        JsonNode node = root.at(pointer);
        if (node.isMissingNode()) {
            throw new IllegalStateException("there is no " + pointer);
        }
        return node;
    }

    List<String> names(String pointer) {
        return list(at(pointer).fieldNames());
    }

    List<String> texts(String pointer) {
        return list(at(pointer).elements()).stream().map(JsonNode::asText).toList();
    }

    /** What is wrong with the value by the schema of that name. */
    List<String> faults(String schema, JsonNode value) {
        return faultsAt(JSON.createObjectNode().put("$ref", SCHEMAS + schema), value);
    }

    /** What is wrong with the value by a schema that stands somewhere in the specification. */
    List<String> faultsAt(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", root.get("components"));
        return JsonSchemaFactory.getInstance(draft).getSchema(whole).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below a folder whose names end so. */
    static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> List<T> list(Iterator<T> elements) {
        Iterable<T> once = () -> elements;
        return StreamSupport.stream(once.spliterator(), false).toList();
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
