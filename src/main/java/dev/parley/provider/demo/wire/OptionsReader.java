package dev.parley.provider.demo.wire;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks the parameters, which both dialects name alike. */
record OptionsReader(Fields fields, DemoModel model, Dialect dialect, boolean streaming, boolean partial) {

    private static final int MOST_CHOICES = 4;

    Options read() {
        checkSampling();
        boolean thinking = thinking();
        return new Options(
                incremental(thinking),
                plainText(thinking),
                thinking,
                atLeastOne("thinking_budget"),
                Math.min(atLeastOne("max_tokens"), atLeastOne("max_completion_tokens")),
                stop(),
                choices(thinking),
                fields.object("stream_options").flag("include_usage", false));
    }

    private void checkSampling() {
        Double temperature = fields.number("temperature");
        if (temperature != null && (temperature < 0 || temperature >= 2)) {
            throw range("Temperature should be in [0.0, 2.0)");
        }
        Double topP = fields.number("top_p");
        if (topP != null && (topP <= 0 || topP > 1)) {
            throw range("Range of top_p should be (0.0, 1.0]");
        }
    }

    private boolean thinking() {
        boolean thinking = fields.flag("enable_thinking", model.thinks());
        if (thinking && !model.thinks()) {
            throw new Refusal(Problem.NO_THINKING);
        }
        if (thinking && partial) {
            throw range("Partial mode is not supported when enable_thinking is true");
        }
        return thinking;
    }

    /** Thinking needs incremental output; a thinking model makes it the default, the plain one does not. */
    private boolean incremental(boolean thinking) {
        boolean incremental = fields.flag("incremental_output", model.thinks());
        if (dialect.isNative() && streaming && thinking && !incremental) {
            throw range("parameter.incremental_output must be true when enable_thinking is true");
        }
        return incremental;
    }

    private boolean plainText(boolean thinking) {
        if (dialect != Dialect.NATIVE_TEXT) {
            return false;
        }
        String format = fields.text("result_format");
        if (format != null && !format.equals("text") && !format.equals("message")) {
            throw range("result_format must be text or message");
        }
        if (thinking && "text".equals(format)) {
            throw range("parameter.result_format must be message when enable_thinking is true");
        }
        return format == null ? !thinking : format.equals("text");
    }

    private int atLeastOne(String name) {
        Integer value = fields.integer(name);
        if (value != null && value < 1) {
            throw range("Range of " + name + " should be [1, 2147483647]");
        }
        return value == null ? Integer.MAX_VALUE : value;
    }

    private int choices(boolean thinking) {
        Integer n = fields.integer("n");
        if (n == null) {
            return 1;
        }
        if (n < 1 || n > MOST_CHOICES || n > 1 && thinking) {
            throw range("Range of n should be [1, " + (thinking ? 1 : MOST_CHOICES) + "]");
        }
        return n;
    }

    /** A string, an array of strings, or token ids, which are ignored. */
    private List<String> stop() {
        JsonValue stop = fields.json().get("stop");
        List<String> texts = new ArrayList<>();
        if (stop instanceof JsonArray array) {
            array.forEach(entry -> addText(entry, texts));
        } else {
            addText(stop, texts);
        }
        return texts;
    }

    private static void addText(@Nullable JsonValue value, List<String> into) {
        if (value instanceof JsonString text && !text.getString().isEmpty()) {
            into.add(text.getString());
        }
    }

    private static Refusal range(String message) {
        return new Refusal(Problem.INVALID_PARAMETER, message);
    }
}
