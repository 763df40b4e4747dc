package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.talk.Answer;
import dev.parley.provider.demo.wire.ChatRequest;
import dev.parley.provider.demo.wire.Completion;
import dev.parley.provider.demo.wire.Delta;
import dev.parley.provider.demo.wire.Encoder;
import dev.parley.provider.demo.wire.Frame;
import dev.parley.provider.demo.wire.Piece;
import dev.parley.provider.demo.wire.Reply;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Changes an answer on its way to the wire, at one or several of its stages. Holds state: one per response. */
public interface Disturbance {

    /** Changes nothing. */
    Disturbance NONE = new Disturbance() {};

    default ChatRequest request(ChatRequest request) {
        return request;
    }

    default Answer answer(Answer answer) {
        return answer;
    }

    default Completion completion(Completion completion) {
        return completion;
    }

    default Stream<Delta> deltas(Stream<Delta> deltas) {
        return deltas;
    }

    default Stream<Frame> frames(Stream<Frame> frames, Encoder encoder) {
        return frames;
    }

    default Stream<Piece> pieces(Stream<Piece> pieces) {
        return pieces;
    }

    default Reply reply(Reply reply, Scene scene) {
        return reply;
    }

    /** Changes the events. */
    @FunctionalInterface
    interface OfFrames extends Disturbance {
        @Override
        Stream<Frame> frames(Stream<Frame> frames, Encoder encoder);
    }

    /** Changes the whole response. */
    @FunctionalInterface
    interface OfReply extends Disturbance {
        @Override
        Reply reply(Reply reply, Scene scene);
    }

    /** Changes the bytes. */
    @FunctionalInterface
    interface OfPieces extends Disturbance {
        @Override
        Stream<Piece> pieces(Stream<Piece> pieces);
    }

    /** Changes the groups of tokens. */
    @FunctionalInterface
    interface OfDeltas extends Disturbance {
        @Override
        Stream<Delta> deltas(Stream<Delta> deltas);
    }

    /** Changes the text of each event. */
    static OfFrames ofText(UnaryOperator<String> change) {
        return (frames, encoder) -> frames.map(frame -> frame.with(change.apply(frame.text())));
    }
}
