package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.Encoder;
import dev.parley.provider.demo.wire.Frame;
import dev.parley.provider.demo.wire.Frame.Kind;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What can be done to a stream of events by counting those with text. */
final class Frames {

    private Frames() {}

    /** What comes before the text, and the first so many events with text; no more are made. */
    static Stream<Frame> upTo(Stream<Frame> frames, Encoder encoder, int count) {
        long before = encoder.opening().count();
        return frames.limit(before + count).takeWhile(frame -> frame.is(Kind.OPENING) || frame.is(Kind.DELTA));
    }

    /** Something else after so many events with text, or before the finish if there are fewer. */
    static Stream<Frame> inserting(Stream<Frame> frames, int count, Supplier<Stream<Frame>> other) {
        AtomicInteger seen = new AtomicInteger();
        return frames.flatMap(frame -> {
            boolean here = frame.is(Kind.DELTA) && seen.incrementAndGet() == count;
            boolean late = frame.is(Kind.FINISH) && seen.getAndSet(Integer.MAX_VALUE / 2) < count;
            return here
                    ? Stream.concat(Stream.of(frame), lazily(other))
                    : late ? Stream.concat(lazily(other), Stream.of(frame)) : Stream.of(frame);
        });
    }

    /** Something else after the events of a kind. */
    static Stream<Frame> after(Stream<Frame> frames, Kind kind, Supplier<Stream<Frame>> other) {
        return frames.flatMap(
                frame -> frame.is(kind) ? Stream.concat(Stream.of(frame), lazily(other)) : Stream.of(frame));
    }

    static <T> Stream<T> lazily(Supplier<Stream<T>> stream) {
        return Stream.of(stream).flatMap(Supplier::get);
    }
}
