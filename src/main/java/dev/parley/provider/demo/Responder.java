package dev.parley.provider.demo;

import dev.parley.provider.demo.fault.Disturbance;
import dev.parley.provider.demo.fault.Scene;
import dev.parley.provider.demo.talk.Seed;
import dev.parley.provider.demo.wire.ChatRequest;
import dev.parley.provider.demo.wire.Completion;
import dev.parley.provider.demo.wire.Deltas;
import dev.parley.provider.demo.wire.Encoder;
import dev.parley.provider.demo.wire.Envelope;
import dev.parley.provider.demo.wire.Frame;
import dev.parley.provider.demo.wire.Pace;
import dev.parley.provider.demo.wire.Piece;
import dev.parley.provider.demo.wire.Reply;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Makes the answer to a checked request, through a disturbance. Pure: time and identity are given. */
final class Responder {

    private static final int HELP_SPEED = 10;

    private final Speaker speaker = new Speaker();
    private final double pace;

    Responder(double pace) {
        this.pace = pace;
    }

    Reply respond(ChatRequest asked, Disturbance disturbance, Envelope envelope, Instant now) {
        ChatRequest request = disturbance.request(asked);
        List<String> messages = request.userMessages();
        Completion completion =
                disturbance.completion(Completion.of(disturbance.answer(speaker.answer(messages)), request));
        Encoder encoder = Encoder.of(request, envelope);
        Stream<Frame> frames = disturbance.frames(
                request.streaming()
                        ? events(completion, disturbance, encoder, seed(request), factor(messages))
                        : body(request, completion, encoder),
                encoder);
        Stream<Piece> pieces = disturbance.pieces(frames.map(Frame::piece));
        Reply reply = request.streaming() ? Reply.events(pieces) : Reply.json(pieces);
        return disturbance.reply(reply, new Scene(request, completion, encoder, envelope, now));
    }

    private Stream<Frame> events(
            Completion completion, Disturbance disturbance, Encoder encoder, Seed seed, double factor) {
        Pace speed = Pace.of(factor, seed, completion.usage().output());
        return encoder.stream(disturbance.deltas(Deltas.of(completion, speed)), completion.finish());
    }

    private double factor(List<String> messages) {
        return Speaker.isAskedForHelp(messages) ? pace / HELP_SPEED : pace;
    }

    private Stream<Frame> body(ChatRequest request, Completion completion, Encoder encoder) {
        Pace speed = Pace.of(pace, seed(request), completion.usage().output());
        return Stream.of(new Frame(Frame.Kind.BODY, speed.whole(completion), encoder.whole(completion)));
    }

    private static Seed seed(ChatRequest request) {
        return Seed.of(request.userMessages().toArray(String[]::new));
    }
}
