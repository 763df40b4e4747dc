package dev.parley.protocol;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.Reader;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;

/** The JSON-P factories, looked up once: the static methods of {@code jakarta.json.Json} search at every call. */
public final class Json {

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());
    private static final JsonWriterFactory WRITERS = PROVIDER.createWriterFactory(Map.of());
    private static final JsonGeneratorFactory GENERATORS = PROVIDER.createGeneratorFactory(Map.of());

    private Json() {}

    public static JsonReader reader(Reader from) {
        return READERS.createReader(from);
    }

    /** The JSON text that the consumer generates. */
    public static String text(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator generator = GENERATORS.createGenerator(text)) {
            content.accept(generator);
        }
        return text.toString();
    }

    public static String text(JsonObject object) {
        StringWriter text = new StringWriter(256);
        try (var writer = WRITERS.createWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
