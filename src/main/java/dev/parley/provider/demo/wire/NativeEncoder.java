package dev.parley.provider.demo.wire;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** DashScope's own format: numbered events, usage in each, no last word. */
final class NativeEncoder implements Encoder {

    private static final String UNFINISHED = "null";
    private static final String MASK = "***";

    private final ChatRequest request;
    private final Envelope envelope;
    private final StringBuilder reasoningSoFar = new StringBuilder();
    private final StringBuilder textSoFar = new StringBuilder();
    private Usage usage;
    private int events;

    NativeEncoder(ChatRequest request, Envelope envelope, Usage usage) {
        this.request = request;
        this.envelope = envelope;
        this.usage = usage;
    }

    @Override
    public Stream<Frame> opening() {
        return Stream.empty();
    }

    @Override
    public Frame delta(Delta delta) {
        usage = usage.plus(delta);
        if (request.options().incremental()) {
            return result(Frame.Kind.DELTA, delta.reasoning(), delta.text(), UNFINISHED)
                    .after(delta.pause());
        }
        reasoningSoFar.append(delta.reasoning());
        textSoFar.append(delta.text());
        return soFar(Frame.Kind.DELTA, UNFINISHED).after(delta.pause());
    }

    @Override
    public Frame finish(@Nullable String reason) {
        return soFar(Frame.Kind.FINISH, reason == null ? UNFINISHED : reason);
    }

    /** In incremental mode nothing has been gathered, so that this is an event without text. */
    private Frame soFar(Frame.Kind kind, String finish) {
        return result(kind, reasoningSoFar.toString(), textSoFar.toString(), finish);
    }

    @Override
    public Stream<Frame> closing() {
        return Stream.empty();
    }

    @Override
    public Frame withoutChoices() {
        return event(Frame.Kind.NOISE, Jsons.object().add("choices", Jsons.array()));
    }

    @Override
    public Frame afterFinish() {
        return soFar(Frame.Kind.USAGE, UNFINISHED);
    }

    @Override
    public Frame error(Problem problem, String form) {
        String text = Errors.event(++events, problem, problem.text(), envelope.requestId());
        return Frame.at(Frame.Kind.ERROR, form.equals("result") ? text.replace("event:error", "event:result") : text);
    }

    @Override
    public Frame raw(String data) {
        return Frame.at(Frame.Kind.NOISE, framed(data));
    }

    @Override
    public void rewrite() {
        if (!request.options().incremental()) {
            textSoFar.replace(0, Math.min(MASK.length(), textSoFar.length()), MASK);
        }
    }

    private Frame result(Frame.Kind kind, String reasoning, String text, String finish) {
        return event(kind, output(reasoning, text, finish));
    }

    private Frame event(Frame.Kind kind, JsonObjectBuilder output) {
        return Frame.at(kind, framed(body(output, usage).toString()));
    }

    private String framed(String data) {
        return "id:" + ++events + "\nevent:result\n:HTTP_STATUS/200\ndata:" + data + "\n\n";
    }

    private JsonObjectBuilder output(String reasoning, String text, String finish) {
        if (request.options().plainText()) {
            return Jsons.object().add("finish_reason", finish).add("text", text);
        }
        JsonArrayBuilder choices = Jsons.array();
        for (int i = 0; i < request.options().choices(); i++) {
            JsonObjectBuilder choice = Jsons.object().add("message", message(reasoning, text));
            choice.add("finish_reason", finish);
            choices.add(request.options().choices() > 1 ? choice.add("index", i) : choice);
        }
        return Jsons.object().add("choices", choices);
    }

    private JsonObjectBuilder message(String reasoning, String text) {
        JsonObjectBuilder message = Jsons.object();
        if (request.dialect() == Dialect.NATIVE_MULTIMODAL) {
            JsonArrayBuilder parts = Jsons.array();
            message.add(
                    "content", text.isEmpty() ? parts : parts.add(Jsons.object().add("text", text)));
        } else {
            message.add("content", text);
        }
        if (request.options().thinking()) {
            message.add("reasoning_content", reasoning);
        }
        return message.add("role", "assistant");
    }

    @Override
    public String whole(Completion completion) {
        String finish = completion.finish() == null ? UNFINISHED : completion.finish();
        String reasoning = String.join("", completion.reasoning());
        String text = String.join("", completion.text());
        return body(output(reasoning, text, finish), completion.usage()).toString();
    }

    private JsonObject body(JsonObjectBuilder output, Usage used) {
        return Jsons.object()
                .add("output", output)
                .add("usage", usage(used))
                .add("request_id", envelope.requestId())
                .build();
    }

    private JsonObjectBuilder usage(Usage used) {
        JsonObjectBuilder json = Jsons.object()
                .add("total_tokens", used.total())
                .add("input_tokens", used.input())
                .add("output_tokens", used.output());
        return request.options().thinking()
                ? json.add("output_tokens_details", Jsons.object().add("reasoning_tokens", used.reasoning()))
                : json;
    }
}
