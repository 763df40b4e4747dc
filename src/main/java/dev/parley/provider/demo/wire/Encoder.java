package dev.parley.provider.demo.wire;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes one response in a dialect. Holds the state of that response (event number, text so far): one thread. */
public interface Encoder {

    static Encoder of(ChatRequest request, Envelope envelope) {
        Usage none = new Usage(request.inputTokens(), 0, 0);
        return request.dialect().isNative()
                ? new NativeEncoder(request, envelope, none)
                : new CompatibleEncoder(request, envelope, none);
    }

    /** What comes before the first text. */
    Stream<Frame> opening();

    Frame delta(Delta delta);

    /** The event that says why the answer ended; null says that it has not. */
    Frame finish(@Nullable String reason);

    /** What follows the finish in a good stream. */
    Stream<Frame> closing();

    /** An event that carries nothing but an empty list of choices. */
    Frame withoutChoices();

    /** A choice with nothing in it after the finish, with usage. */
    Frame afterFinish();

    /** An error as it comes in the middle of a stream; some providers have several forms. */
    Frame error(Problem problem, String form);

    /** Data that is not JSON. */
    Frame raw(String data);

    /** The whole answer as one JSON body. */
    String whole(Completion completion);

    /** Changes what was said before, where the format repeats it. */
    void rewrite();

    /** A good stream. */
    default Stream<Frame> stream(Stream<Delta> deltas, @Nullable String finish) {
        Stream<Frame> end =
                Stream.of(this).flatMap(self -> Stream.concat(Stream.of(self.finish(finish)), self.closing()));
        return Stream.concat(opening(), Stream.concat(deltas.map(this::delta), end));
    }
}
