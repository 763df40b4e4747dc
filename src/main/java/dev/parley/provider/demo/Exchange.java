package dev.parley.provider.demo;

import dev.parley.provider.demo.wire.Jsons;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is remembered of one request; never a message's content. Thread-safe. */
final class Exchange {

    /** How a response ended. */
    enum Outcome {
        /** Written to its end, whatever that was. */
        COMPLETED,
        /** The client went away. */
        DISCONNECTED,
        /** Broken off because a fault said so. */
        BROKEN,
        /** Ended after the longest time. */
        CAPPED,
        /** The provider itself failed. */
        FAILED
    }

    private final String id;
    private final Instant at;
    private final String method;
    private final String path;
    private String model = "";
    private String fault = "";
    private int attempt;
    private boolean streaming;
    private int status;
    private long events;
    private long bytes;
    private @Nullable Outcome outcome;
    private @Nullable Instant endedAt;

    Exchange(String id, Instant at, String method, String path) {
        this.id = id;
        this.at = at;
        this.method = method;
        this.path = path;
    }

    String id() {
        return id;
    }

    Instant at() {
        return at;
    }

    synchronized void asked(String modelId, boolean events, int number, String faultId) {
        model = modelId;
        streaming = events;
        attempt = number;
        fault = faultId;
    }

    synchronized void answered(int statusCode) {
        status = statusCode;
    }

    synchronized void wrote(int moreEvents, int moreBytes) {
        events += moreEvents;
        bytes += moreBytes;
    }

    synchronized void ended(Outcome how, Instant when) {
        outcome = how;
        endedAt = when;
    }

    synchronized JsonObjectBuilder json() {
        JsonObjectBuilder json = Jsons.object()
                .add("request_id", id)
                .add("time", at.toString())
                .add("method", method)
                .add("path", path)
                .add("model", model)
                .add("streaming", streaming)
                .add("attempt", attempt)
                .add("fault", fault)
                .add("status", status)
                .add("events", events)
                .add("bytes", bytes)
                .add("outcome", outcome == null ? "RUNNING" : outcome.name());
        ended(json, "ended", endedAt);
        return ended(json, "disconnected", outcome == Outcome.DISCONNECTED ? endedAt : null);
    }

    private static JsonObjectBuilder ended(JsonObjectBuilder json, String name, @Nullable Instant when) {
        return when == null ? json.addNull(name) : json.add(name, when.toString());
    }
}
