package dev.parley.provider;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.Json;
import dev.parley.protocol.Usage;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.sse.InboundSseEvent;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the events of every dialect into {@link ModelEvent}s (docs/providers.md 1 to 3).
 *
 * <p>Tolerant where dialects differ, strict in one thing: only a terminal finish reason makes an answer complete.
 * One decoder serves one answer. Not thread-safe.
 */
public final class ChunkDecoder {

    /**
     * What differs between providers beyond what the events themselves tell.
     *
     * @param dashScope some error names have another meaning at Alibaba's
     * @param cumulative each event repeats the whole text so far
     * @param finishRequired false for the few providers that never send a finish reason
     */
    public record Dialect(boolean dashScope, boolean cumulative, boolean finishRequired) {}

    private static final Logger LOG = Logger.getLogger(ChunkDecoder.class.getName());
    private static final Pattern STATUS = Pattern.compile("HTTP_STATUS/(\\d{3})");

    private final Dialect dialect;
    private final Consumer<ModelEvent> out;
    private final ThinkTags thinkTags;
    private final Growing text;
    private final Growing reasoning;
    private final Halves textHalves = new Halves();
    private final Halves reasoningHalves = new Halves();
    private @Nullable String rawFinish;
    private @Nullable Usage usage;
    private String requestId = "";
    private boolean done;
    private boolean ended;

    /** @param out called in the thread that decodes */
    public ChunkDecoder(Dialect dialect, Consumer<ModelEvent> out) {
        this.dialect = dialect;
        this.out = out;
        this.thinkTags = new ThinkTags(this::emitText, this::emitReasoning);
        this.text = new Growing(dialect.cumulative());
        this.reasoning = new Growing(dialect.cumulative());
    }

    /** Whether the provider has said that nothing follows: a {@code [DONE]}. */
    public boolean done() {
        return done;
    }

    /** What the provider calls this answer; empty as long as it has not said so. */
    public String requestId() {
        return requestId;
    }

    /** Whether a finish reason has come; usage may still follow. */
    public boolean finishSeen() {
        return rawFinish != null;
    }

    /** @throws ProviderException if the event reports an error */
    public void event(InboundSseEvent event) {
        if (done) {
            return;
        }
        String data = event.readData();
        if (data.trim().equals("[DONE]")) {
            done = true;
            return;
        }
        boolean declared = "error".equals(event.getName());
        JsonObject json = parse(data);
        if (json != null) {
            chunk(json, status(event.getComment()), declared);
        } else if (declared) {
            throw translate(new ProviderFault(status(event.getComment()), "", "", data, requestId, null, null));
        } else if (!data.isBlank()) {
            LOG.log(Level.WARNING, "passed over an event of {0} characters that is not JSON", data.length());
        }
    }

    /** The last block of a stream that lacks its blank line: used only if its JSON is whole. */
    public void unfinishedEvent(InboundSseEvent event) {
        if (event.readData().trim().equals("[DONE]") || parse(event.readData()) != null) {
            event(event);
        }
    }

    /** A body that is one JSON object: an error, or a whole answer that was not streamed. */
    public void whole(String body, int status) {
        JsonObject json = parse(body);
        if (json == null) {
            throw ProviderException.unreadable("a JSON body of " + body.length() + " characters that cannot be read");
        }
        chunk(json, status, status >= 400);
    }

    /**
     * The stream has ended.
     *
     * @throws ProviderException if it ended before the answer did
     */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        thinkTags.end();
        flushHalves();
        if (rawFinish == null && !(done && !dialect.finishRequired())) {
            throw ProviderException.of(
                    ErrorCode.ANSWER_CUT_OFF,
                    "the stream ended without a finish reason, request_id=" + requestId,
                    null);
        }
        String raw = rawFinish == null ? "" : rawFinish;
        if (FinishReasons.isTrouble(raw)) {
            throw translate(new ProviderFault(0, raw, "network_error", "", requestId, null, null));
        }
        FinishReason reason = FinishReasons.of(raw).orElse(FinishReason.STOP);
        out.accept(new ModelEvent.Finished(reason, raw, usage));
    }

    private void chunk(JsonObject json, int status, boolean declared) {
        if (requestId.isEmpty()) {
            requestId = FaultReader.text(json, json.containsKey("request_id") ? "request_id" : "id");
        }
        FaultReader.find(json, status, declared).ifPresent(fault -> {
            throw translate(fault);
        });
        JsonObject output = object(json.get("output"));
        JsonObject holder = output == null ? json : output;
        JsonObject choice = firstChoice(holder);
        UsageReader.find(json, choice).ifPresent(counts -> usage = counts);
        if (choice != null) {
            choice(choice);
        } else if (output != null) {
            text(FaultReader.text(output, "text"));
            finish(FaultReader.text(output, "finish_reason"));
        }
    }

    private void choice(JsonObject choice) {
        JsonObject message = object(choice.get("delta"));
        if (message == null) {
            message = object(choice.get("message"));
        }
        if (message != null && rawFinish == null) {
            Content content = Content.of(message);
            reasoning(content.reasoning());
            text(content.text());
        }
        finish(FaultReader.text(choice, "finish_reason"));
    }

    private void finish(String raw) {
        if (rawFinish == null && FinishReasons.of(raw).isPresent()) {
            rawFinish = raw;
        }
    }

    private void text(String piece) {
        if (text.rewrites(piece)) {
            restart();
        }
        String fresh = text.fresh(piece);
        if (!fresh.isEmpty()) {
            thinkTags.accept(fresh);
        }
    }

    private void reasoning(String piece) {
        emitReasoning(reasoning.rewrites(piece) ? "" : reasoning.fresh(piece));
    }

    /** What was shown is not what the provider now says: it starts again. */
    private void restart() {
        thinkTags.end();
        textHalves.rest();
        text.clear();
        out.accept(new ModelEvent.Restarted());
    }

    private void emitText(String piece) {
        String whole = textHalves.take(piece);
        if (!whole.isEmpty()) {
            out.accept(new ModelEvent.Text(whole));
        }
    }

    private void emitReasoning(String piece) {
        String whole = reasoningHalves.take(piece);
        if (!whole.isEmpty()) {
            out.accept(new ModelEvent.Reasoning(whole));
        }
    }

    private void flushHalves() {
        String rest = textHalves.rest();
        if (!rest.isEmpty()) {
            out.accept(new ModelEvent.Text(rest));
        }
    }

    private ProviderException translate(ProviderFault fault) {
        return ErrorTranslation.translate(fault, dialect.dashScope());
    }

    private static int status(@Nullable String comment) {
        if (comment == null) {
            return 0;
        }
        Matcher matcher = STATUS.matcher(comment);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static @Nullable JsonObject parse(String data) {
        try {
            return object(Json.value(data));
        } catch (JsonException e) {
            return null;
        }
    }

    private static @Nullable JsonObject object(@Nullable JsonValue value) {
        return value instanceof JsonObject object ? object : null;
    }

    private static @Nullable JsonObject firstChoice(JsonObject holder) {
        return holder.get("choices") instanceof JsonArray choices && !choices.isEmpty() ? object(choices.get(0)) : null;
    }
}
