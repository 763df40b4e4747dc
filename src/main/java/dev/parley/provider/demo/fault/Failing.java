package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.Encoder;
import dev.parley.provider.demo.wire.Errors;
import dev.parley.provider.demo.wire.Frame;
import dev.parley.provider.demo.wire.Problem;
import dev.parley.provider.demo.wire.Refusal;
import dev.parley.provider.demo.wire.Reply;
import java.util.stream.Stream;

/**
 * An error event after some text, then the end. Without a stream, the same error as a status. Arguments: the number of
 * events, {@code code=}, and the form: {@code object}, {@code beside}, {@code event}, {@code native}, {@code result}.
 */
record Failing(Problem usual, Arguments arguments) implements Disturbance {

    private static final int EVENTS = 5;

    @Override
    public Stream<Frame> frames(Stream<Frame> frames, Encoder encoder) {
        String form = arguments.named("form", "object");
        return Stream.concat(
                Frames.upTo(frames, encoder, arguments.count(EVENTS)),
                Frames.lazily(() -> Stream.of(encoder.error(problem(), form))));
    }

    @Override
    public Reply reply(Reply reply, Scene scene) {
        return scene.request().streaming()
                ? reply
                : Errors.refusal(
                        new Refusal(problem()),
                        scene.request().dialect(),
                        false,
                        scene.envelope().requestId());
    }

    private Problem problem() {
        return Problem.named(arguments.named("code", "")).orElse(usual);
    }
}
