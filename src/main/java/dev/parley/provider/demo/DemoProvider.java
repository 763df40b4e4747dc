package dev.parley.provider.demo;

import dev.parley.provider.demo.fault.Attempts;
import dev.parley.provider.demo.fault.Disturbance;
import dev.parley.provider.demo.fault.Fault;
import dev.parley.provider.demo.fault.FaultLine;
import dev.parley.provider.demo.talk.Seed;
import dev.parley.provider.demo.wire.ChatRequest;
import dev.parley.provider.demo.wire.DemoModel;
import dev.parley.provider.demo.wire.Dialect;
import dev.parley.provider.demo.wire.Envelope;
import dev.parley.provider.demo.wire.Errors;
import dev.parley.provider.demo.wire.Jsons;
import dev.parley.provider.demo.wire.Problem;
import dev.parley.provider.demo.wire.Refusal;
import dev.parley.provider.demo.wire.Reply;
import dev.parley.provider.demo.wire.RequestReader;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The provider without its server: calls in, replies out. Thread-safe. */
final class DemoProvider {

    private static final long MODELS_SINCE = 1_760_000_000L;

    private final Responder responder;
    private final Attempts attempts = new Attempts();
    private final Exchanges exchanges = new Exchanges();

    DemoProvider(double pace) {
        this.responder = new Responder(pace);
    }

    /** Answers a call, or refuses it as the original would; tells the exchange what it was about. */
    Reply reply(Call call, Exchange exchange) throws IOException {
        Optional<Route> route = Route.of(call.method(), call.path());
        Dialect dialect = route.map(Route::dialect).orElse(Route.dialectOf(call.path()));
        if (route.isEmpty() || route.get() != Route.REQUESTS) {
            exchanges.add(exchange);
        }
        try {
            if (!call.isAuthorized()) {
                throw new Refusal(Problem.INVALID_API_KEY);
            }
            return reply(route.orElseThrow(() -> unknown(call)), call, exchange);
        } catch (Refusal refusal) {
            return Errors.refusal(refusal, dialect, call.eventsWanted(), exchange.id());
        }
    }

    private static Refusal unknown(Call call) {
        boolean service =
                call.path().startsWith("/api/v1/services/") && call.method().equals("POST");
        return new Refusal(service ? Problem.INVALID_URL : Problem.NOT_FOUND);
    }

    private Reply reply(Route route, Call call, Exchange exchange) throws IOException {
        return switch (route) {
            case MODELS -> json(models());
            case REQUESTS -> json(exchanges.json());
            case TEXT, MULTIMODAL, CHAT -> answer(route.dialect(), call, exchange);
        };
    }

    private static Reply json(JsonObject body) {
        return Reply.whole(200, Reply.JSON, Duration.ZERO, body.toString());
    }

    private static JsonObject models() {
        JsonArrayBuilder models = Jsons.array();
        for (DemoModel model : DemoModel.values()) {
            models.add(Jsons.object()
                    .add("id", model.id())
                    .add("object", "model")
                    .add("created", MODELS_SINCE)
                    .add("owned_by", "parley-demo"));
        }
        return Jsons.object().add("object", "list").add("data", models).build();
    }

    private Reply answer(Dialect dialect, Call call, Exchange exchange) throws IOException {
        ChatRequest request = new RequestReader(dialect).read(call.body().read(), call.eventsWanted());
        Disturbance disturbance = disturbance(request, call, exchange);
        Envelope envelope = new Envelope(exchange.id(), exchange.at().getEpochSecond());
        return responder.respond(request, disturbance, envelope, exchange.at());
    }

    private Disturbance disturbance(ChatRequest request, Call call, Exchange exchange) {
        Optional<FaultLine> line = line(request, call);
        Optional<Fault> fault = line.flatMap(FaultLine::fault);
        long key = key(request, call);
        int attempt = attempts.next(key);
        boolean disturbed = fault.isPresent() && line.get().disturbs(fault.get(), attempt, request.prefix() != null);
        exchange.asked(
                request.model().id(),
                request.streaming(),
                attempt,
                disturbed ? fault.get().id() : "");
        if (!disturbed) {
            forgetSurvived(fault, key);
            return Disturbance.NONE;
        }
        return fault.get().disturbance(line.get().arguments());
    }

    /** After a success the same request meets its fault again. */
    private void forgetSurvived(Optional<Fault> fault, long key) {
        if (fault.isPresent()) {
            attempts.forget(key);
        }
    }

    private static Optional<FaultLine> line(ChatRequest request, Call call) {
        if (call.fault() != null) {
            Optional<FaultLine> line = FaultLine.of("/fault " + call.fault());
            if (line.flatMap(FaultLine::fault).isEmpty()) {
                throw new Refusal(Problem.INVALID_PARAMETER, "The demo knows no such fault; ask it for /fault help.");
            }
            return line;
        }
        List<String> messages = request.userMessages();
        return FaultLine.of(messages.get(messages.size() - 1));
    }

    private static long key(ChatRequest request, Call call) {
        String turns = request.turns().toString();
        return Seed.of(request.model().id(), turns, request.prefix() + "", call.fault() + "")
                .value();
    }

    static Exchange exchange(String id, Call call, Instant now) {
        return new Exchange(id, now, call.method(), call.path());
    }
}
