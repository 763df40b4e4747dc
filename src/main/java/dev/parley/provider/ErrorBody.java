package dev.parley.provider;

import dev.parley.protocol.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.ws.rs.sse.InboundSseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The body of a response with an error status: JSON, an event stream, a page, or nothing (docs/providers.md 2). */
final class ErrorBody {

    private ErrorBody() {}

    static ProviderFault read(int status, String body) {
        String text = body.stripLeading();
        if (!text.startsWith("{")) {
            text = firstEvent(body);
        }
        try {
            JsonObject json = Json.value(text).asJsonObject();
            return FaultReader.find(json, status, true).orElseGet(() -> bare(status));
        } catch (JsonException | ClassCastException e) {
            return bare(status);
        }
    }

    private static ProviderFault bare(int status) {
        return new ProviderFault(status, "", "", "", "", null, null);
    }

    private static String firstEvent(String body) {
        List<InboundSseEvent> events = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(EventStreamParser.DEFAULT_LIMIT, events::add);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, 0, bytes.length);
        InboundSseEvent rest = parser.unfinished();
        if (rest != null) {
            events.add(rest);
        }
        return events.isEmpty() ? "" : events.get(0).readData();
    }
}
