package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.Completion;
import dev.parley.provider.demo.wire.Encoder;
import dev.parley.provider.demo.wire.Frame;
import dev.parley.provider.demo.wire.Frame.Kind;
import dev.parley.provider.demo.wire.Reply;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Streams that do not end as they should. */
final class Ending {

    private static final int EVENTS = 5;
    private static final int BYTES = 1_000;

    private Ending() {}

    static Disturbance.OfFrames cut(Arguments arguments) {
        return (frames, encoder) -> Frames.upTo(frames, encoder, arguments.count(EVENTS));
    }

    static Disturbance.OfPieces cutBytes(Arguments arguments) {
        AtomicInteger left = new AtomicInteger(arguments.count(BYTES));
        return pieces -> pieces.takeWhile(piece -> left.get() > 0).map(piece -> {
            int length = Math.min(piece.bytes().length, left.getAndAdd(-piece.bytes().length));
            return piece.with(Arrays.copyOf(piece.bytes(), length));
        });
    }

    /** Cut, and the connection broken. */
    record Broken(Arguments arguments) implements Disturbance {
        @Override
        public Stream<Frame> frames(Stream<Frame> frames, Encoder encoder) {
            return Frames.upTo(frames, encoder, arguments.count(EVENTS));
        }

        @Override
        public Reply reply(Reply reply, Scene scene) {
            return reply.breakingOff();
        }
    }

    /** Ends with another reason, or none. */
    record Finish(@Nullable String reason) implements Disturbance {
        @Override
        public Completion completion(Completion completion) {
            return completion.finishing(reason);
        }
    }

    static Stream<Frame> withoutDone(Stream<Frame> frames, Encoder encoder) {
        return frames.filter(frame -> !frame.is(Kind.DONE));
    }

    /** The last event is the finish (native) or the last word (compatible). */
    static Stream<Frame> withoutLastBlankLine(Stream<Frame> frames, Encoder encoder) {
        boolean done = encoder.closing().findAny().isPresent();
        Kind last = done ? Kind.DONE : Kind.FINISH;
        return frames.map(frame -> frame.is(last)
                ? frame.with(frame.text().substring(0, frame.text().length() - 1))
                : frame);
    }

    static Stream<Frame> twice(Stream<Frame> frames, Encoder encoder) {
        return Frames.after(frames, Kind.FINISH, () -> Stream.of(encoder.finish("stop")));
    }

    static Stream<Frame> usageAfterFinish(Stream<Frame> frames, Encoder encoder) {
        return Frames.after(
                frames.filter(frame -> !frame.is(Kind.USAGE)), Kind.FINISH, () -> Stream.of(encoder.afterFinish()));
    }
}
