package dev.parley.trace;

import dev.parley.platform.TraceParent;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one answer, made of its stored steps: one for the answer, and below it one for each request to a
 * provider. Used once, by one thread.
 */
final class Spans {

    private static final int SPAN_BYTES = 8;

    private final Timeline answer;
    private final List<Span> spans = new ArrayList<>();
    private final Span whole;
    private @Nullable Span open;
    private String openCall = "";

    private Spans(Timeline answer) {
        this.answer = answer;
        Timeline.Stored first = answer.steps().get(0);
        TraceParent parent = TraceParent.parse(answer.parent()).orElse(null);
        whole = new Span(
                answer.traceId(),
                answerSpan(answer.generationId()),
                parent == null ? null : parent.spanId(),
                "answer " + answer.model(),
                Span.Kind.INTERNAL,
                first.atMillis());
        spans.add(whole);
    }

    static List<Span> of(Timeline answer) {
        Spans spans = new Spans(answer);
        spans.whole.set(GenAi.CONVERSATION, answer.conversationId());
        spans.whole.set(own("message.id"), answer.messageId());
        spans.whole.set(own("generation.id"), answer.generationId());
        answer.steps().forEach(spans::see);
        return spans.spans;
    }

    private static String own(String name) {
        return "parley." + name;
    }

    /** Every node comes to the same id, so that what one has begun another can end. */
    static String answerSpan(String generationId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(generationId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, SPAN_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void see(Timeline.Stored step) {
        JsonObject fields = step.fields();
        String type = step.type();
        if (type.equals(StepType.REQUEST.wire())) {
            close(step.atMillis());
            open(step);
        } else if (type.equals(StepType.FIRST_TOKEN.wire())) {
            firstToken(step);
        } else if (type.equals(StepType.REFUSED.wire()) || type.equals(StepType.CUT.wire())) {
            failed(step);
        } else if (type.equals(StepType.ACCEPTED.wire())) {
            whole.linkTo(TraceParent.parse(fields.getString("link", null)).orElse(null));
            whole.set(own("command"), value(fields.get("command")));
        } else if (type.equals(StepType.ENDED.wire())) {
            ended(step);
        } else {
            if (type.equals(StepType.LEFT.wire()) || type.equals(StepType.TAKEOVER.wire())) {
                close(step.atMillis());
            }
            event(step);
        }
    }

    private void event(Timeline.Stored step) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(own("node"), step.node());
        step.fields().forEach((name, field) -> {
            Object value = value(field);
            if (value != null) {
                attributes.put(own(name), value);
            }
        });
        whole.event(step.type(), step.atMillis(), attributes);
    }

    private void open(Timeline.Stored step) {
        JsonObject fields = step.fields();
        String model = fields.getString("model", answer.model());
        String host = fields.getString("host", "");
        Span span = new Span(
                answer.traceId(),
                fields.getString("span", ""),
                answerSpan(answer.generationId()),
                GenAi.CHAT + ' ' + model,
                Span.Kind.CLIENT,
                step.atMillis());
        span.set(GenAi.OPERATION, GenAi.CHAT);
        span.set(
                GenAi.PROVIDER,
                GenAi.provider(host, fields.getString("dialect", ""), fields.getString("provider", "unknown")));
        span.set(GenAi.REQUEST_MODEL, model);
        span.set(GenAi.REQUEST_STREAM, true);
        span.set(GenAi.CONVERSATION, answer.conversationId());
        int colon = host.lastIndexOf(':');
        boolean port = colon > 0 && host.substring(colon + 1).matches("\\d+");
        span.set("server.address", port ? host.substring(0, colon) : host);
        span.set("server.port", port ? Long.valueOf(host.substring(colon + 1)) : null);
        span.set(own("node"), step.node());
        spans.add(span);
        open = span;
        openCall = call(step);
    }

    /** A call's number counts on its node. */
    private static String call(Timeline.Stored step) {
        return step.node() + ' ' + value(step.fields().get("call"));
    }

    private void firstToken(Timeline.Stored step) {
        if (open != null && openCall.equals(call(step))) {
            JsonObject fields = step.fields();
            open.set(GenAi.RESPONSE_ID, value(fields.get("requestId")));
            open.set("http.response.status_code", value(fields.get("status")));
            if (value(fields.get("afterMs")) instanceof Long millis) {
                open.set(GenAi.TIME_TO_FIRST_CHUNK, millis / 1_000.0);
            }
        }
    }

    private void failed(Timeline.Stored step) {
        if (open != null && openCall.equals(call(step))) {
            JsonObject fields = step.fields();
            open.set(GenAi.RESPONSE_ID, value(fields.get("requestId")));
            open.set("http.response.status_code", value(fields.get("status")));
            open.fail(fields.getString("code", "unknown"));
            close(step.atMillis());
        }
    }

    private void ended(Timeline.Stored step) {
        JsonObject fields = step.fields();
        if (open != null) {
            Object reason = value(fields.get("finishReason"));
            open.set(GenAi.FINISH_REASONS, reason == null ? null : List.of(reason));
            open.set(GenAi.INPUT_TOKENS, value(fields.get("inputTokens")));
            open.set(GenAi.OUTPUT_TOKENS, value(fields.get("outputTokens")));
            open.set(GenAi.REASONING_TOKENS, value(fields.get("reasoningTokens")));
        }
        close(step.atMillis());
        whole.set(own("state"), value(fields.get("state")));
        whole.set(own("stopped.by"), value(fields.get("by")));
        whole.set(own("node"), step.node());
        if (fields.containsKey("code")) {
            whole.fail(fields.getString("code", ""));
        }
        whole.end(step.atMillis());
    }

    private void close(long atMillis) {
        if (open != null) {
            open.end(atMillis);
            open = null;
        }
    }

    private static @Nullable Object value(@Nullable JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        return value instanceof JsonNumber number ? (Object) number.longValue() : null;
    }
}
