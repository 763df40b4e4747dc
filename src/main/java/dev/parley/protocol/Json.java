package dev.parley.protocol;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** The JSON-P factories, looked up once: the static methods of {@code jakarta.json.Json} search at every call. */
public final class Json {

    /** Nothing that is spoken here is nested half as deep. */
    static final int DEEPEST = 100;

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());
    private static final JsonWriterFactory WRITERS = PROVIDER.createWriterFactory(Map.of());
    private static final JsonGeneratorFactory GENERATORS = PROVIDER.createGeneratorFactory(Map.of());

    private Json() {}

    /**
     * The one value that the text holds.
     *
     * @throws JsonException if it holds anything else; a reader would pass over what follows the first value
     */
    public static JsonValue value(String text) {
        insistOnFlatness(text);
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            parser.next();
            JsonValue value = parser.getValue();
            if (parser.hasNext()) {
                throw new JsonException("more than one value");
            }
            return value;
        } catch (JsonException e) {
            throw e;
        } catch (RuntimeException e) {
            // What is at fault is reported in more ways than the specification has.
            throw new JsonException("no value", e);
        }
    }

    /** Parsers go down as deep as a text does, and give up in ways of their own, or with the thread's stack. */
    private static void insistOnFlatness(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && (c == '{' || c == '[') && ++depth > DEEPEST) {
                throw new JsonException("nested more than " + DEEPEST + " deep");
            } else if (!quoted && (c == '}' || c == ']')) {
                depth--;
            }
        }
    }

    /** The JSON text that the consumer generates. */
    public static String text(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator generator = GENERATORS.createGenerator(text)) {
            content.accept(generator);
        }
        return text.toString();
    }

    /** Writes what the consumer generates as UTF-8; leaves the stream open. */
    public static void write(OutputStream to, Consumer<JsonGenerator> content) {
        OutputStream open = new FilterOutputStream(to) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
        try (JsonGenerator generator = GENERATORS.createGenerator(open, StandardCharsets.UTF_8)) {
            content.accept(generator);
        }
    }

    public static String text(JsonObject object) {
        StringWriter text = new StringWriter(256);
        try (var writer = WRITERS.createWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
