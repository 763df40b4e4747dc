package dev.parley.docs;

import dev.parley.protocol.CircuitView;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.Rating;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.ServerFrame;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.Timings;
import dev.parley.protocol.Usage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One of everything that the server says, with every optional field set, and once more without. */
final class Samples {

    static final ErrorInfo ERROR =
            new ErrorInfo(ErrorCode.RATE_LIMITED, Duration.ofSeconds(4), "4bf92f3577b34da6a3ce929d0e0e4736");
    static final ModelView MODEL = new ModelView(
            "demo-chat",
            "Demo",
            "demo",
            true,
            true,
            true,
            false,
            true,
            CircuitView.open(Duration.ofMillis(8_200)),
            "demo-thinking");
    static final ModelView BARE_MODEL =
            new ModelView("demo-thinking", "Demo", "demo", true, false, true, true, true, CircuitView.halfOpen(), null);
    static final ConversationOptions OPTIONS =
            new ConversationOptions(new SendOptions(true, 1.9, 0.1, 1_000_000), "Be brief.");
    static final ConversationView CONVERSATION =
            new ConversationView("c1", "Leases", "demo-chat", 1, 2, true, true, true, OPTIONS);
    private static final Usage USAGE = new Usage(20, 31, 9, 51);
    private static final Timings TIMINGS =
            new Timings(Duration.ofMillis(500), Duration.ofMillis(400), Duration.ofMillis(2_000));
    static final Snapshot SNAPSHOT = new Snapshot(42, CONVERSATION, List.of(bareMessage(), fullMessage()));

    private Samples() {}

    static Stream<ServerFrame> frames() {
        return Stream.of(
                new ServerFrame.Welcome(
                        "1",
                        new ServerFrame.User("u1", "Guest", true),
                        "s1",
                        "n1",
                        "0.1.0",
                        new ServerFrame.Limits(32_000, 262_144),
                        List.of(MODEL),
                        ServerFrame.Heartbeat.DEFAULT),
                new ServerFrame.Models(List.of(MODEL, BARE_MODEL)),
                new ServerFrame.Ack("2", "c1", "m1", "a1", "g1"),
                ServerFrame.Ack.done(null),
                new ServerFrame.Failure("3", "c1", ERROR),
                new ServerFrame.Failure(null, ErrorInfo.of(ErrorCode.INTERNAL, ERROR.traceId())),
                new ServerFrame.Recovered("4", "c1", "e1", 12),
                new ServerFrame.Reset("5", "c1", "e1", SNAPSHOT),
                new ServerFrame.Reset(null, "c1", "e1", new Snapshot(0, bareConversation(), List.of())),
                new ServerFrame.Events("c1", 1, 12, recorded(events())),
                new ServerFrame.Events("c1", 13, 17, recorded(bareEvents())),
                new ServerFrame.Pong("6"),
                new ServerFrame.Bye("restarting", Duration.ofMillis(1_500)));
    }

    static Stream<Event> events() {
        return Stream.of(
                new Event.MessageCreated("m1", "a0", Role.USER, "Why?", "client-1", "demo-chat"),
                new Event.GenerationStarted("g1", "a1", "demo-chat", ERROR.traceId()),
                new Event.ReasoningDelta("a1", 0, "The user asks"),
                new Event.Delta("a1", 0, "A lease"),
                new Event.GenerationRetrying("g1", "a1", 2, 3, Duration.ofMillis(700), ErrorCode.RATE_LIMITED),
                new Event.GenerationContinued("g1", "a1", 2),
                new Event.GenerationFallback("g1", "a1", "demo-chat", "demo-thinking", ErrorCode.CIRCUIT_OPEN),
                new Event.MessageRestarted("a1"),
                new Event.GenerationEnded(
                        "g1", "a1", MessageState.INTERRUPTED, FinishReason.STOP, USAGE, ERROR, TIMINGS),
                new Event.MessageChanged("a1", Rating.UP),
                new Event.ConversationChanged("Leases", "demo-chat", true, false, OPTIONS, true),
                new Event.ConversationDeleted(),
                new Event.ConversationRestored());
    }

    private static Stream<Event> bareEvents() {
        return Stream.of(
                new Event.MessageCreated("m1", null, Role.ASSISTANT, "", null, null),
                new Event.GenerationEnded("g1", "a1", MessageState.STOPPED, null, null, null),
                new Event.MessageChanged("a1", null),
                new Event.ConversationChanged(null, null));
    }

    private static List<Event.Recorded> recorded(Stream<Event> events) {
        return events.map(event -> new Event.Recorded(1, 1_795_219_200_000L, event))
                .toList();
    }

    static ConversationView bareConversation() {
        return new ConversationView("c1", "", null, 0, 0, false);
    }

    private static MessageView bareMessage() {
        return new MessageView(
                "m1",
                null,
                Role.USER,
                "",
                "",
                1,
                MessageState.COMPLETE,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static MessageView fullMessage() {
        return new MessageView(
                "a1",
                "m1",
                Role.ASSISTANT,
                "A lease",
                "The user asks",
                1,
                MessageState.INTERRUPTED,
                "demo-chat",
                "demo-thinking",
                ErrorCode.CIRCUIT_OPEN,
                "client-1",
                "g1",
                ERROR.traceId(),
                FinishReason.LENGTH,
                USAGE,
                ERROR,
                Rating.DOWN,
                TIMINGS);
    }
}
