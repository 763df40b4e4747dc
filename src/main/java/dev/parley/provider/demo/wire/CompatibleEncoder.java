package dev.parley.provider.demo.wire;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** OpenAI's chunks as DashScope sends them: a role first, then text, the finish, usage if asked for, and {@code [DONE]}. */
final class CompatibleEncoder implements Encoder {

    private final ChatRequest request;
    private final Envelope envelope;
    private Usage usage;

    CompatibleEncoder(ChatRequest request, Envelope envelope, Usage usage) {
        this.request = request;
        this.envelope = envelope;
        this.usage = usage;
    }

    @Override
    public Stream<Frame> opening() {
        JsonObjectBuilder delta = Jsons.object().add("role", "assistant").add("content", "");
        return Stream.of(chunk(Frame.Kind.OPENING, choices(delta, null)));
    }

    @Override
    public Frame delta(Delta delta) {
        usage = usage.plus(delta);
        JsonObjectBuilder json = delta.isReasoning()
                ? Jsons.object().addNull("content").add("reasoning_content", delta.reasoning())
                : Jsons.object().add("content", delta.text());
        return chunk(Frame.Kind.DELTA, choices(json, null)).after(delta.pause());
    }

    @Override
    public Frame finish(@Nullable String reason) {
        return chunk(Frame.Kind.FINISH, choices(Jsons.object(), reason));
    }

    @Override
    public Stream<Frame> closing() {
        Frame done = Frame.at(Frame.Kind.DONE, framed("[DONE]"));
        return request.options().includeUsage() ? Stream.of(usageChunk(Jsons.array()), done) : Stream.of(done);
    }

    private Frame usageChunk(JsonArrayBuilder choices) {
        String data = head("chat.completion.chunk")
                .add("choices", choices)
                .add("usage", usage(usage))
                .build()
                .toString();
        return Frame.at(Frame.Kind.USAGE, framed(data));
    }

    @Override
    public Frame withoutChoices() {
        return chunk(Frame.Kind.NOISE, Jsons.array());
    }

    @Override
    public Frame afterFinish() {
        return usageChunk(choices(Jsons.object().add("role", "assistant").add("content", ""), null));
    }

    @Override
    public Frame error(Problem problem, String form) {
        return Frame.at(
                Frame.Kind.ERROR,
                switch (form) {
                    case "native", "result" -> Errors.event(1, problem, problem.text(), envelope.requestId());
                    case "event" -> "event: error\n" + framed(errorObject(problem));
                    case "beside" -> framed(errorBesideChoices(problem));
                    default -> framed(errorObject(problem));
                });
    }

    private static String errorObject(Problem problem) {
        return Jsons.object()
                .add("error", Errors.compatible(problem, problem.text()))
                .build()
                .toString();
    }

    /** OpenRouter's way: an integer code, and a choice that finishes with {@code error}. */
    private String errorBesideChoices(Problem problem) {
        return head("chat.completion.chunk")
                .add("error", Jsons.object().add("code", problem.status()).add("message", problem.text()))
                .add("choices", choices(Jsons.object().add("content", ""), "error"))
                .build()
                .toString();
    }

    @Override
    public Frame raw(String data) {
        return Frame.at(Frame.Kind.NOISE, framed(data));
    }

    /** Chunks never repeat what was said. */
    @Override
    public void rewrite() {}

    private Frame chunk(Frame.Kind kind, JsonArrayBuilder choices) {
        JsonObjectBuilder json = head("chat.completion.chunk").add("choices", choices);
        if (request.options().includeUsage()) {
            json.addNull("usage");
        }
        return Frame.at(kind, framed(json.build().toString()));
    }

    private static String framed(String data) {
        return "data: " + data + "\n\n";
    }

    private JsonObjectBuilder head(String object) {
        return Jsons.object()
                .add("id", "chatcmpl-" + envelope.requestId())
                .add("object", object)
                .add("created", envelope.created())
                .add("model", request.model().id());
    }

    private JsonArrayBuilder choices(JsonObjectBuilder delta, @Nullable String finish) {
        return choices("delta", delta, finish);
    }

    private JsonArrayBuilder choices(String name, JsonObjectBuilder content, @Nullable String finish) {
        var built = content.build();
        JsonArrayBuilder choices = Jsons.array();
        for (int i = 0; i < request.options().choices(); i++) {
            JsonObjectBuilder choice = Jsons.object().add("index", i).add(name, built);
            choices.add(finish == null ? choice.addNull("finish_reason") : choice.add("finish_reason", finish));
        }
        return choices;
    }

    @Override
    public String whole(Completion completion) {
        JsonObjectBuilder message =
                Jsons.object().add("role", "assistant").add("content", String.join("", completion.text()));
        if (request.options().thinking()) {
            message.add("reasoning_content", String.join("", completion.reasoning()));
        }
        return head("chat.completion")
                .add("choices", choices("message", message, completion.finish()))
                .add("usage", usage(completion.usage()))
                .build()
                .toString();
    }

    private JsonObjectBuilder usage(Usage used) {
        JsonObjectBuilder json = Jsons.object()
                .add("prompt_tokens", used.input())
                .add("completion_tokens", used.output())
                .add("total_tokens", used.total());
        return request.options().thinking()
                ? json.add("completion_tokens_details", Jsons.object().add("reasoning_tokens", used.reasoning()))
                : json;
    }
}
