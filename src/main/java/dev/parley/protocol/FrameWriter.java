package dev.parley.protocol;

import jakarta.json.stream.JsonGenerator;
import org.jspecify.annotations.Nullable;

/** Writes server frames as JSON text, {@code type} first. No reflection. Thread-safe. */
public final class FrameWriter {

    private FrameWriter() {}

    public static String write(ServerFrame frame) {
        return Json.text(json -> {
            json.writeStartObject();
            content(json, frame);
            json.writeEnd();
        });
    }

    private static void content(JsonGenerator json, ServerFrame frame) {
        if (frame instanceof ServerFrame.Events events) {
            events(json, events);
        } else if (frame instanceof ServerFrame.Ack ack) {
            ack(json, ack);
        } else if (frame instanceof ServerFrame.Welcome welcome) {
            welcome(json, welcome);
        } else if (frame instanceof ServerFrame.Recovered recovered) {
            start(json, "subscribed", recovered.ref());
            json.write("conversationId", recovered.conversationId());
            json.write("epoch", recovered.epoch());
            json.write("recovered", true);
            json.write("after", recovered.after());
        } else if (frame instanceof ServerFrame.Reset reset) {
            start(json, "subscribed", reset.ref());
            json.write("conversationId", reset.conversationId());
            json.write("epoch", reset.epoch());
            json.write("recovered", false);
            json.writeStartObject("snapshot");
            ViewWriter.snapshot(json, reset.snapshot());
            json.writeEnd();
        } else if (frame instanceof ServerFrame.Failure failure) {
            start(json, "error", failure.ref());
            ViewWriter.optional(json, "conversationId", failure.conversationId());
            ViewWriter.error(json, "error", failure.error());
        } else if (frame instanceof ServerFrame.Models models) {
            start(json, "models", null);
            ViewWriter.models(json, "models", models.models());
        } else if (frame instanceof ServerFrame.Pong pong) {
            start(json, "pong", pong.ref());
        } else if (frame instanceof ServerFrame.Bye bye) {
            start(json, "bye", null);
            json.write("reason", bye.reason());
            json.write("reconnectAfterMs", bye.reconnectAfter().toMillis());
        } else {
            throw new IllegalArgumentException("no JSON is specified for " + frame.getClass());
        }
    }

    private static void start(JsonGenerator json, String type, @Nullable String ref) {
        json.write("type", type);
        ViewWriter.optional(json, "ref", ref);
    }

    private static void ack(JsonGenerator json, ServerFrame.Ack ack) {
        start(json, "ack", ack.ref());
        ViewWriter.ack(json, ack);
    }

    private static void welcome(JsonGenerator json, ServerFrame.Welcome welcome) {
        start(json, "welcome", welcome.ref());
        ViewWriter.user(json, "user", welcome.user());
        json.write("session", welcome.session());
        json.write("node", welcome.node());
        json.write("version", welcome.version());
        json.writeStartObject("limits");
        json.write("maxTextChars", welcome.limits().maxTextChars());
        json.write("maxFrameBytes", welcome.limits().maxFrameBytes());
        json.writeEnd();
        ViewWriter.models(json, "models", welcome.models());
        json.writeStartObject("heartbeat");
        json.write("pingIntervalMs", welcome.heartbeat().pingInterval().toMillis());
        json.write("clientPingAfterMs", welcome.heartbeat().clientPingAfter().toMillis());
        json.write(
                "clientPingTimeoutMs", welcome.heartbeat().clientPingTimeout().toMillis());
        json.writeEnd();
    }

    private static void events(JsonGenerator json, ServerFrame.Events events) {
        start(json, "events", null);
        json.write("conversationId", events.conversationId());
        json.write("from", events.from());
        json.write("to", events.to());
        json.writeStartArray("events");
        for (Event.Recorded recorded : events.events()) {
            json.writeStartObject();
            EventWriter.write(json, recorded);
            json.writeEnd();
        }
        json.writeEnd();
    }
}
