package dev.parley.provider.demo.wire;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** Builders from one factory: looking the provider up for every event would be slow. */
public final class Jsons {

    private static final JsonBuilderFactory FACTORY = Json.createBuilderFactory(Map.of());

    private Jsons() {}

    public static JsonObjectBuilder object() {
        return FACTORY.createObjectBuilder();
    }

    public static JsonArrayBuilder array() {
        return FACTORY.createArrayBuilder();
    }
}
