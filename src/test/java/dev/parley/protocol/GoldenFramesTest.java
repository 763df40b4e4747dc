package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The frames in docs/protocol/frames, which the front end's tests read too: what Java reads and writes is those. */
class GoldenFramesTest {

    private static final Path FOLDER = Path.of("docs/protocol/frames");
    private static final String C = "01k8c0000000000000000000c1";
    private static final String E = "01k8e000000000000000000001";
    private static final String M = "01k8m0000000000000000000m1";
    private static final String A = "01k8m0000000000000000000a1";
    private static final String G = "01k8g0000000000000000000g1";
    private static final String T = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final long NOW = 1_795_219_200_000L;
    private static final Timings TIMINGS =
            new Timings(Duration.ofMillis(500), Duration.ofMillis(400), Duration.ofMillis(2000));

    private static Map<String, ClientFrame> client() {
        Map<String, ClientFrame> frames = new TreeMap<>();
        frames.put("hello", new ClientFrame.Hello("1", "0.1.0", List.of(new ClientFrame.Resume(C, new Cursor(E, 12)))));
        frames.put("hello-empty", new ClientFrame.Hello("1", null, List.of()));
        frames.put("subscribe", new ClientFrame.Subscribe("2", C, null));
        frames.put("subscribe-cursor", new ClientFrame.Subscribe("2", C, new Cursor(E, 12)));
        frames.put("unsubscribe", new ClientFrame.Unsubscribe("3", C));
        frames.put(
                "send-new",
                new ClientFrame.Send(
                        "4",
                        null,
                        "7b0c1a52-3f9e-4a52-9c1d-0d9b8f3c2a11",
                        null,
                        "What is a lease? 租约是什么？",
                        "demo-chat",
                        new SendOptions(true, 0.7, null, null)));
        frames.put(
                "send",
                new ClientFrame.Send(
                        "5", C, "0a7e0f64-8f0c-4a5c-8f2e-7b1d6f7f0c22", A, "And a fence?", null, SendOptions.NONE));
        frames.put(
                "send-first",
                new ClientFrame.Send(
                        "5",
                        C,
                        "5d1d0a9e-0b4e-4a57-8a5e-2f5b7d7e0c33",
                        null,
                        true,
                        "What is a lock?",
                        null,
                        SendOptions.NONE,
                        ConversationOptions.NONE));
        frames.put(
                "send-options",
                new ClientFrame.Send(
                        "4",
                        null,
                        "7b0c1a52-3f9e-4a52-9c1d-0d9b8f3c2a11",
                        null,
                        false,
                        "What is a lease? 租约是什么？",
                        "demo-chat",
                        new SendOptions(true, 0.7, null, null),
                        new ConversationOptions(new SendOptions(null, 0.2, 0.9, 500), "Answer in one sentence.")));
        frames.put("stop", new ClientFrame.Stop("6", G));
        frames.put("regenerate", new ClientFrame.Regenerate("7", A, "demo-thinking"));
        frames.put("continue", new ClientFrame.Continue("8", A));
        frames.put("ping", new ClientFrame.Ping("9"));
        return frames;
    }

    private static ServerFrame.Events events(long from, long to, Event.Recorded... events) {
        return new ServerFrame.Events(C, from, to, List.of(events));
    }

    private static Map<String, ServerFrame> server() {
        Map<String, ServerFrame> frames = new TreeMap<>();
        frames.put(
                "welcome",
                new ServerFrame.Welcome(
                        "1",
                        new ServerFrame.User("01k8u0000000000000000000u1", "Guest", true),
                        "01k8s0000000000000000000s1",
                        "01k8n0000000000000000000n1",
                        "0.1.0",
                        new ServerFrame.Limits(32_000, 262_144),
                        List.of(new ModelView("demo-chat", "Demo", "demo", true, true, true, false, true, null, null)),
                        ServerFrame.Heartbeat.DEFAULT));
        frames.put("ack-send", new ServerFrame.Ack("4", C, M, A, G));
        frames.put("ack", ServerFrame.Ack.done("6"));
        frames.put("error", new ServerFrame.Failure("2", C, ErrorInfo.of(ErrorCode.CONVERSATION_NOT_FOUND, T)));
        frames.put(
                "error-delay",
                new ServerFrame.Failure(null, new ErrorInfo(ErrorCode.RATE_LIMITED, Duration.ofSeconds(4), T)));
        frames.put("subscribed-recovered", new ServerFrame.Recovered("2", C, E, 12));
        frames.put("subscribed-reset", new ServerFrame.Reset("2", C, E, snapshot()));
        frames.put(
                "events-start",
                events(
                        1,
                        4,
                        new Event.Recorded(1, NOW, new Event.ConversationChanged("What is a lease?", "demo-chat")),
                        new Event.Recorded(
                                2,
                                NOW,
                                new Event.MessageCreated(
                                        M,
                                        null,
                                        Role.USER,
                                        "What is a lease?",
                                        "7b0c1a52-3f9e-4a52-9c1d-0d9b8f3c2a11",
                                        null)),
                        new Event.Recorded(
                                3, NOW, new Event.MessageCreated(A, M, Role.ASSISTANT, "", null, "demo-chat")),
                        new Event.Recorded(4, NOW + 1, new Event.GenerationStarted(G, A, "demo-chat", T))));
        frames.put(
                "events-deltas",
                events(
                        5,
                        9,
                        new Event.Recorded(6, NOW + 500, new Event.ReasoningDelta(A, 0, "The user asks")),
                        new Event.Recorded(9, NOW + 900, new Event.Delta(A, 0, "A lease is 租约 🙂"))));
        frames.put(
                "events-retrying",
                events(
                        5,
                        5,
                        new Event.Recorded(
                                5,
                                NOW + 400,
                                new Event.GenerationRetrying(
                                        G, A, 2, 3, Duration.ofMillis(1400), ErrorCode.RATE_LIMITED))));
        frames.put(
                "events-fallback",
                events(
                        5,
                        5,
                        new Event.Recorded(
                                5,
                                NOW + 400,
                                new Event.GenerationFallback(
                                        G, A, "qwen-plus", "local-llama", ErrorCode.CIRCUIT_OPEN))));
        frames.put("subscribed-fallback", new ServerFrame.Reset("2", C, E, answeredInstead()));
        frames.put(
                "events-continued",
                events(
                        10,
                        11,
                        new Event.Recorded(10, NOW + 1000, new Event.GenerationContinued(G, A, 1)),
                        new Event.Recorded(11, NOW + 1000, new Event.MessageRestarted(A))));
        frames.put(
                "events-ended",
                events(
                        12,
                        12,
                        new Event.Recorded(
                                12,
                                NOW + 2000,
                                new Event.GenerationEnded(
                                        G,
                                        A,
                                        MessageState.COMPLETE,
                                        FinishReason.STOP,
                                        new Usage(20, 31, 9, 51),
                                        null,
                                        TIMINGS))));
        frames.put(
                "events-failed",
                events(
                        12,
                        12,
                        new Event.Recorded(
                                12,
                                NOW + 2000,
                                new Event.GenerationEnded(
                                        G,
                                        A,
                                        MessageState.INTERRUPTED,
                                        null,
                                        null,
                                        ErrorInfo.of(ErrorCode.ANSWER_CUT_OFF, T)))));
        frames.put(
                "error-detail",
                new ServerFrame.Failure(
                        "4",
                        new ErrorInfo(ErrorCode.INVALID_OPTIONS, null, T, "temperature: must be from 0 to below 2")));
        frames.put(
                "events-tidied",
                events(
                        14,
                        17,
                        new Event.Recorded(
                                14,
                                NOW + 4000,
                                new Event.ConversationChanged(
                                        "Leases",
                                        null,
                                        true,
                                        false,
                                        new ConversationOptions(
                                                new SendOptions(true, 0.2, 0.9, 500), "Answer in one sentence."),
                                        true)),
                        new Event.Recorded(15, NOW + 4000, new Event.MessageChanged(A, Rating.UP)),
                        new Event.Recorded(16, NOW + 4001, new Event.MessageChanged(A, null)),
                        new Event.Recorded(17, NOW + 4002, new Event.ConversationRestored())));
        frames.put("subscribed-tidied", new ServerFrame.Reset("2", C, E, tidied()));
        frames.put(
                "events-deleted", events(13, 13, new Event.Recorded(13, NOW + 3000, new Event.ConversationDeleted())));
        frames.put(
                "models",
                new ServerFrame.Models(List.of(
                        new ModelView(
                                "qwen-plus",
                                "Qwen Plus",
                                "qwen",
                                false,
                                true,
                                true,
                                true,
                                true,
                                CircuitView.open(Duration.ofMillis(8_200)),
                                "local-llama"),
                        new ModelView(
                                "local-llama",
                                "Llama",
                                "local",
                                false,
                                false,
                                false,
                                false,
                                true,
                                CircuitView.halfOpen(),
                                null))));
        frames.put("pong", new ServerFrame.Pong("9"));
        frames.put("bye", new ServerFrame.Bye("restarting", Duration.ofMillis(1500)));
        return frames;
    }

    private static Snapshot snapshot() {
        MessageView question = new MessageView(
                M,
                null,
                Role.USER,
                "What is a lease?",
                "",
                NOW,
                MessageState.COMPLETE,
                null,
                null,
                null,
                "7b0c1a52-3f9e-4a52-9c1d-0d9b8f3c2a11",
                null,
                null,
                null,
                null,
                null);
        MessageView answer = new MessageView(
                A,
                M,
                Role.ASSISTANT,
                "A lease is",
                "The user asks about leases.",
                NOW,
                MessageState.STREAMING,
                "demo-chat",
                null,
                null,
                null,
                G,
                null,
                null,
                null,
                null);
        MessageView failed = new MessageView(
                "01k8m0000000000000000000a2",
                M,
                Role.ASSISTANT,
                "",
                "",
                NOW + 30_000,
                MessageState.FAILED,
                "demo-chat",
                null,
                null,
                null,
                "01k8g0000000000000000000g2",
                T,
                null,
                null,
                ErrorInfo.of(ErrorCode.MODEL_UNAVAILABLE, T));
        return new Snapshot(
                42,
                new ConversationView(C, "What is a lease?", "demo-chat", NOW, NOW + 60_000, true),
                List.of(question, answer, failed));
    }

    private static Snapshot tidied() {
        MessageView answer = new MessageView(
                A,
                null,
                Role.ASSISTANT,
                "A lease is",
                "The user asks",
                NOW,
                MessageState.COMPLETE,
                "demo-chat",
                null,
                null,
                null,
                G,
                null,
                FinishReason.STOP,
                null,
                null,
                Rating.DOWN,
                TIMINGS);
        ConversationOptions options = new ConversationOptions(SendOptions.NONE, "Answer in one sentence.");
        return new Snapshot(
                17,
                new ConversationView(C, "Leases", "demo-chat", NOW, NOW + 2000, false, true, true, options),
                List.of(answer));
    }

    private static Snapshot answeredInstead() {
        MessageView answer = new MessageView(
                A,
                null,
                Role.ASSISTANT,
                "A lease is",
                "",
                NOW,
                MessageState.STOPPED,
                "local-llama",
                "qwen-plus",
                ErrorCode.CIRCUIT_OPEN,
                null,
                G,
                null,
                null,
                null,
                null);
        return new Snapshot(
                8, new ConversationView(C, "What is a lease?", "qwen-plus", NOW, NOW + 60_000, false), List.of(answer));
    }

    private static String file(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name + ".json"));
    }

    @TestFactory
    Stream<DynamicTest> clientFramesAreReadAsTheyAreMeant() {
        return client().entrySet().stream()
                .map(frame -> DynamicTest.dynamicTest(
                        frame.getKey(), () -> assertThat(FrameReader.read(file("client-" + frame.getKey())))
                                .isEqualTo(frame.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> serverFramesAreWrittenAsTheyAreMeant() {
        return server().entrySet().stream()
                .map(frame -> DynamicTest.dynamicTest(
                        frame.getKey(), () -> assertThat(Json.value(FrameWriter.write(frame.getValue())))
                                .isEqualTo(Json.value(file("server-" + frame.getKey())))));
    }

    @Test
    void everyFileIsTested() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(path -> path.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    client().keySet().stream().map(name -> "client-" + name),
                                    server().keySet().stream().map(name -> "server-" + name))
                            .toList());
        }
    }
}
