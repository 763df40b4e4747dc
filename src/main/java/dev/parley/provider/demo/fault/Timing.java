package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.Delta;
import dev.parley.provider.demo.wire.Frame;
import dev.parley.provider.demo.wire.Frame.Kind;
import dev.parley.provider.demo.wire.Piece;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Streams that keep the client waiting, or never let it go. */
final class Timing {

    private static final Duration BETWEEN_COMMENTS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofMillis(60);
    private static final Piece HEADERS = new Piece(Duration.ZERO, new byte[0], 0);
    private static final String COMMENT = ": keep-alive\n\n";

    private Timing() {}

    /** The headers go out with the first bytes, so that this delays both. */
    static Disturbance.OfPieces beforeHeaders(Arguments arguments) {
        return pieces -> delayingFirst(pieces, arguments.seconds(5));
    }

    static Disturbance.OfPieces beforeFirst(Arguments arguments) {
        return pieces -> Stream.concat(Stream.of(HEADERS), delayingFirst(pieces, arguments.seconds(5)));
    }

    private static Stream<Piece> delayingFirst(Stream<Piece> pieces, Duration delay) {
        AtomicInteger seen = new AtomicInteger();
        return pieces.map(piece -> seen.getAndIncrement() > 0
                ? piece
                : new Piece(piece.pause().plus(delay), piece.bytes(), piece.events()));
    }

    /** After so many events with text, or before the finish if there are fewer. */
    static Disturbance.OfFrames stall(Arguments arguments) {
        int after = arguments.named("after", 3);
        AtomicInteger seen = new AtomicInteger();
        return (frames, encoder) -> frames.map(frame ->
                stallsAt(frame, after, seen) ? frame.after(frame.pause().plus(arguments.seconds(10))) : frame);
    }

    private static boolean stallsAt(Frame frame, int after, AtomicInteger seen) {
        return frame.is(Kind.DELTA) && seen.getAndIncrement() == after || frame.is(Kind.FINISH) && seen.get() <= after;
    }

    static Disturbance.OfFrames commentsOnly(Arguments arguments) {
        return (frames, encoder) -> comments(arguments);
    }

    static Disturbance.OfFrames commentsFirst(Arguments arguments) {
        return (frames, encoder) -> Stream.concat(comments(arguments), frames);
    }

    private static Stream<Frame> comments(Arguments arguments) {
        long count = 1 + arguments.seconds(10).dividedBy(BETWEEN_COMMENTS);
        return Stream.concat(
                Stream.of(Frame.noise(Duration.ZERO, COMMENT)),
                Stream.generate(() -> Frame.noise(BETWEEN_COMMENTS, COMMENT)).limit(count - 1));
    }

    /** So many tokens a second, one by default. */
    static Disturbance.OfDeltas slow(Arguments arguments) {
        double rate = Math.max(0.01, arguments.number(1));
        return deltas -> deltas.map(delta -> delta.after(Duration.ofMillis((long) (1000 * delta.tokens() / rate))));
    }

    static Stream<Delta> endless(Stream<Delta> deltas) {
        Stream<Delta> more =
                Stream.iterate(1, number -> number + 1).map(number -> new Delta(BETWEEN_LINES, "", "\n" + number, 2));
        return Stream.concat(deltas, more);
    }
}
