package dev.parley.trace;

import dev.parley.platform.TraceParent;
import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span as the JSON form of OTLP has it. Not thread-safe. */
final class Span {

    /** OTLP's numbers of kinds. */
    enum Kind {
        UNSPECIFIED,
        INTERNAL,
        SERVER,
        CLIENT
    }

    private static final int ERROR = 2;

    private record Moment(String name, long atMillis, Map<String, Object> attributes) {}

    private final String traceId;
    private final String spanId;
    private final @Nullable String parentId;
    private final String name;
    private final Kind kind;
    private final long startMillis;
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private final List<Moment> events = new ArrayList<>();
    private @Nullable TraceParent link;
    private long endMillis;
    private boolean failed;

    Span(String traceId, String spanId, @Nullable String parentId, String name, Kind kind, long startMillis) {
        this.traceId = traceId;
        this.spanId = spanId;
        this.parentId = parentId;
        this.name = name;
        this.kind = kind;
        this.startMillis = startMillis;
        this.endMillis = startMillis;
    }

    /** Texts, whole numbers, fractions, truth values and lists of texts; null is left out. */
    void set(String key, @Nullable Object value) {
        if (value != null) {
            attributes.put(key, value);
        }
    }

    void event(String what, long atMillis, Map<String, Object> with) {
        events.add(new Moment(what, atMillis, with));
    }

    void linkTo(@Nullable TraceParent place) {
        link = place;
    }

    /** It failed. @param type of low cardinality */
    void fail(String type) {
        failed = true;
        set("error.type", type);
    }

    /** Clocks of several nodes may differ: it does not end before it begins. */
    void end(long atMillis) {
        endMillis = Math.max(startMillis, atMillis);
    }

    void write(JsonGenerator json) {
        json.writeStartObject();
        json.write("traceId", traceId);
        json.write("spanId", spanId);
        if (parentId != null) {
            json.write("parentSpanId", parentId);
        }
        json.write("name", name);
        json.write("kind", kind.ordinal());
        json.write("startTimeUnixNano", nanos(startMillis));
        json.write("endTimeUnixNano", nanos(endMillis));
        write(json, attributes);
        json.writeStartArray("events");
        for (Moment event : events) {
            json.writeStartObject();
            json.write("timeUnixNano", nanos(event.atMillis()));
            json.write("name", event.name());
            write(json, event.attributes());
            json.writeEnd();
        }
        json.writeEnd();
        json.writeStartArray("links");
        if (link != null) {
            json.writeStartObject();
            json.write("traceId", link.traceId());
            json.write("spanId", link.spanId());
            json.writeEnd();
        }
        json.writeEnd();
        json.writeStartObject("status");
        if (failed) {
            json.write("code", ERROR);
        }
        json.writeEnd();
        json.writeEnd();
    }

    private static String nanos(long millis) {
        return millis + "000000";
    }

    static void write(JsonGenerator json, Map<String, Object> attributes) {
        json.writeStartArray("attributes");
        attributes.forEach((key, value) -> {
            json.writeStartObject();
            json.write("key", key);
            json.writeStartObject("value");
            value(json, value);
            json.writeEnd();
            json.writeEnd();
        });
        json.writeEnd();
    }

    private static void value(JsonGenerator json, Object value) {
        if (value instanceof Long number) {
            json.write("intValue", number.toString());
        } else if (value instanceof Double number) {
            json.write("doubleValue", number);
        } else if (value instanceof Boolean truth) {
            json.write("boolValue", truth);
        } else if (value instanceof List<?> list) {
            json.writeStartObject("arrayValue");
            json.writeStartArray("values");
            list.forEach(one -> json.writeStartObject()
                    .write("stringValue", String.valueOf(one))
                    .writeEnd());
            json.writeEnd();
            json.writeEnd();
        } else {
            json.write("stringValue", value.toString());
        }
    }
}
