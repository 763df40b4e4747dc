package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.talk.Answer;
import dev.parley.provider.demo.wire.ChatRequest;
import dev.parley.provider.demo.wire.Encoder;
import dev.parley.provider.demo.wire.Frame;
import dev.parley.provider.demo.wire.Frame.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Events that hold something else than expected. */
final class Content {

    private static final int EVENTS = 3;
    private static final int BIG = 1 << 20;
    private static final String PROXY =
            "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

    private Content() {}

    static Disturbance.OfFrames notJson(Arguments arguments) {
        return (frames, encoder) ->
                Frames.inserting(frames, arguments.count(EVENTS), () -> Stream.of(encoder.raw(PROXY)));
    }

    static Disturbance.OfFrames emptyData(Arguments arguments) {
        return (frames, encoder) -> Frames.inserting(frames, arguments.count(EVENTS), () -> Stream.of(encoder.raw("")));
    }

    static Disturbance.OfFrames unknownEvent(Arguments arguments) {
        Frame ping = Frame.noise(Duration.ZERO, "event:ping\ndata:{\"type\":\"ping\"}\n\n");
        return (frames, encoder) -> Frames.inserting(frames, arguments.count(EVENTS), () -> Stream.of(ping));
    }

    /** At the beginning, in the middle and after the finish. */
    static Stream<Frame> emptyChoices(Stream<Frame> frames, Encoder encoder) {
        Stream<Frame> middle = Frames.inserting(frames, EVENTS, () -> Stream.of(encoder.withoutChoices()));
        Stream<Frame> end = Frames.after(middle, Kind.FINISH, () -> Stream.of(encoder.withoutChoices()));
        return Stream.concat(Frames.lazily(() -> Stream.of(encoder.withoutChoices())), end);
    }

    /** A member of so many bytes that nobody knows, in an otherwise good event. */
    static Disturbance.OfFrames bigLine(Arguments arguments) {
        int size = Math.min(arguments.count(BIG), 16 * BIG);
        AtomicInteger seen = new AtomicInteger();
        return (frames, encoder) ->
                frames.map(frame -> frame.is(Kind.DELTA) && seen.incrementAndGet() == 1 ? padded(frame, size) : frame);
    }

    private static Frame padded(Frame frame, int size) {
        int end = frame.text().lastIndexOf('}');
        return frame.with(frame.text().substring(0, end) + ",\"padding\":\"" + "x".repeat(size) + "\"}\n\n");
    }

    static String withErrorNull(String event) {
        return event.contains("\"choices\":[")
                ? event.replaceFirst("\\{", "{\"error\":null,")
                : event.replaceFirst("\\{\"output\"", "{\"error\":null,\"output\"");
    }

    /** Cumulative text whose beginning is replaced on the way; {@code force} makes it cumulative in any case. */
    record Rewritten(Arguments arguments) implements Disturbance {
        @Override
        public ChatRequest request(ChatRequest request) {
            return arguments.has("force")
                    ? request.withOptions(request.options().cumulative())
                    : request;
        }

        @Override
        public Stream<Frame> frames(Stream<Frame> frames, Encoder encoder) {
            return Frames.inserting(frames, arguments.count(EVENTS), () -> {
                encoder.rewrite();
                return Stream.empty();
            });
        }
    }

    /** Ends after so many tokens because of the length. */
    record Shortened(Arguments arguments) implements Disturbance {
        private static final int TOKENS = 20;

        @Override
        public ChatRequest request(ChatRequest request) {
            int most = Math.min(arguments.count(TOKENS), request.options().maxTokens());
            return request.withOptions(request.options().withMaxTokens(most));
        }
    }

    /** The reasoning stands in the text, between tags. */
    static final class ThinkTags implements Disturbance {
        @Override
        public Answer answer(Answer answer) {
            return new Answer("", "<think>\n" + answer.reasoning() + "\n</think>\n\n" + answer.text());
        }
    }
}
