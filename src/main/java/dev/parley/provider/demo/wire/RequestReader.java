package dev.parley.provider.demo.wire;

import dev.parley.provider.demo.talk.Turn;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a request body in either dialect, or refuses it as the original does. */
public final class RequestReader {

    private final Dialect dialect;

    public RequestReader(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * @param body JSON, possibly after a byte order mark
     * @param eventsWanted whether the headers ask for events (native; the other dialect says so in the body)
     * @throws Refusal when the original would answer with an error
     */
    public ChatRequest read(String body, boolean eventsWanted) {
        Fields fields = new Fields(parse(body));
        String name = fields.text("model");
        if (name == null || name.isEmpty()) {
            throw new Refusal(Problem.EMPTY_MODEL);
        }
        DemoModel model = DemoModel.named(name).orElseThrow(() -> unknown(name));
        Messages messages = messages(fields);
        boolean streaming = dialect.isNative() ? eventsWanted : fields.flag("stream", false);
        Fields parameters = dialect.isNative() ? fields.object("parameters") : fields;
        boolean partial = messages.prefix() != null;
        Options options = new OptionsReader(parameters, model, dialect, streaming, partial).read();
        return new ChatRequest(dialect, model, messages.turns(), messages.prefix(), streaming, options);
    }

    private static JsonObject parse(String body) {
        String json = body.startsWith("\uFEFF") ? body.substring(1) : body;
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        } catch (RuntimeException e) {
            // JsonException as a rule; too deep a nesting is reported in other ways.
            throw new Refusal(Problem.ILLEGAL_INPUT);
        }
    }

    private static Refusal unknown(String name) {
        return new Refusal(
                Problem.MODEL_NOT_FOUND,
                "Model not exist: the demo offers demo-chat and demo-thinking, not " + shortened(name) + ".");
    }

    private static String shortened(String name) {
        return name.length() > 64 ? name.substring(0, 64) : name;
    }

    private Messages messages(Fields fields) {
        if (!dialect.isNative()) {
            return read(fields.array("messages"));
        }
        if (!fields.has("input")) {
            throw new Refusal(Problem.EMPTY_INPUT);
        }
        Fields input = fields.object("input");
        String prompt = input.text("prompt");
        if (prompt != null && !prompt.isEmpty() && !input.has("messages")) {
            return new Messages(List.of(new Turn("user", prompt)), null);
        }
        return read(input.array("messages"));
    }

    private Messages read(@Nullable JsonArray messages) {
        if (messages == null) {
            throw new Refusal(Problem.EMPTY_INPUT);
        }
        return Messages.read(messages, dialect);
    }
}
