package dev.parley.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.journal.Append;
import dev.parley.journal.Fence;
import dev.parley.journal.Note;
import dev.parley.journal.Subscription;
import dev.parley.platform.Sql;
import dev.parley.platform.TraceParent;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Role;
import dev.parley.protocol.Usage;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TracesTest {

    private static final String C = "c1";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final TraceParent PARENT = new TraceParent(TRACE, "00f067aa0ba902b7", true);

    @Nested
    class OnH2 extends Promises {
        OnH2() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class OnPostgres extends Promises {
        OnPostgres() {
            super(TestDatabase.POSTGRES);
        }
    }

    abstract static class Promises {

        private final TestDatabase kind;
        private TestJournal node;
        private Recorder recorder;
        private Traces traces;

        Promises(TestDatabase kind) {
            this.kind = kind;
        }

        @BeforeEach
        void open() {
            node = new TestJournal(kind.settings());
            recorder = new Recorder(node.database(), node.node(), node.threads(), Sampling.NONE, Clock.systemUTC());
            traces = new Traces(node.database(), Duration.ofDays(30), Clock.systemUTC());
            node.append(Append.opening(
                            C,
                            new Append.Opening("owner", "opens"),
                            List.of(
                                    new Event.MessageCreated("q", null, Role.USER, "a secret question", "k", null),
                                    new Event.MessageCreated("m", "q", Role.ASSISTANT, "", null, "x"),
                                    new Event.GenerationStarted("g", "m", "x", TRACE)),
                            "{}")
                    .asking(7)
                    .noting(Note.asked(PARENT, null, 1_000L)));
        }

        @AfterEach
        void close() {
            node.close();
        }

        private Timeline timeline() {
            recorder.write();
            List<Timeline> found = traces.find(TRACE, "owner");
            assertThat(found).hasSize(1);
            return found.get(0);
        }

        private List<String> types() {
            return timeline().steps().stream().map(Timeline.Stored::type).toList();
        }

        private JsonObject fields(String type) {
            return timeline().steps().stream()
                    .filter(step -> step.type().equals(type))
                    .findFirst()
                    .orElseThrow()
                    .fields();
        }

        private void end(Event.GenerationEnded end) {
            node.append(C, Fence.first("g"), end);
        }

        @Test
        void whatEventsTellIsThereWithThem() {
            node.append(
                    C,
                    Fence.first("g"),
                    new Event.GenerationRetrying("g", "m", 2, 3, Duration.ofMillis(700), ErrorCode.RATE_LIMITED));
            node.append(C, Fence.first("g"), new Event.GenerationContinued("g", "m", 2));
            node.append(C, Fence.first("g"), new Event.Delta("m", 0, "a secret answer"));
            end(new Event.GenerationEnded(
                    "g", "m", MessageState.COMPLETE, FinishReason.STOP, new Usage(1, 2, 0, 3), null));

            assertThat(types()).containsExactly("accepted", "leased", "retrying", "continued", "ended");
            Timeline timeline = timeline();
            assertThat(timeline.steps())
                    .allSatisfy(step -> assertThat(step.node()).isEqualTo(node.node()));
            assertThat(timeline.steps().get(0).atMillis()).isEqualTo(1_000);
            assertThat(timeline.parent()).isEqualTo(PARENT.header());
            assertThat(timeline.state()).isEqualTo("complete");
            assertThat(fields("accepted"))
                    .hasToString("{\"command\":\"send\",\"model\":\"x\",\"promptTokens\":7,\"parent\":\""
                            + PARENT.header() + "\"}");
            assertThat(fields("retrying"))
                    .hasToString("{\"attempt\":2,\"of\":3,\"delayMs\":700,\"code\":\"rate-limited\"}");
            assertThat(fields("ended").getString("finishReason")).isEqualTo("stop");
            assertThat(fields("ended").getInt("outputTokens")).isEqualTo(2);
            assertThat(fields("ended").getInt("durationMs")).isNotNegative();
        }

        @Test
        void aStopSaysWhy() {
            node.append(Append.ending(C, new Event.GenerationEnded("g", "m", MessageState.STOPPED, null, null, null))
                    .noting(Note.stopping(StopCause.NEW_QUESTION)));
            assertThat(fields("ended").getString("by")).isEqualTo("new-question");
        }

        @Test
        void aTakeoverNamesBothNodesAndTheEndTheCode() {
            node.append(Append.takingOver(
                    C,
                    Fence.first("g"),
                    3,
                    List.of(new Event.GenerationEnded(
                            "g",
                            "m",
                            MessageState.FAILED,
                            null,
                            null,
                            ErrorInfo.of(ErrorCode.SERVER_RESTARTING, TRACE)))));
            assertThat(types()).containsExactly("accepted", "leased", "takeover", "ended");
            assertThat(fields("takeover").getString("from")).isEqualTo(node.node());
            assertThat(fields("takeover").getInt("fence")).isEqualTo(2);
            assertThat(fields("ended").getString("code")).isEqualTo("server-restarting");
        }

        @Test
        void aProvidersRequestsAreTold() {
            AnswerTrace trace = recorder.trace(TRACE, "g", PARENT);
            AnswerTrace.Asked asked = new AnswerTrace.Asked("model", "provider", "openai", "host:1");
            ProviderCall refused = trace.call(asked, 0);
            refused.failed("rate-limited", 429, "req-1");
            ProviderCall cut = trace.call(asked, 5);
            cut.answers(200, "req-2\n" + "x".repeat(500));
            cut.failed("answer-cut-off", 200, "req-2");
            trace.breakerOpen("model", 1_500);

            assertThat(types())
                    .containsExactly(
                            "accepted",
                            "leased",
                            "request",
                            "refused",
                            "request",
                            "first-token",
                            "cut",
                            "breaker-open");
            assertThat(refused.traceparent()).matches("00-" + TRACE + "-[0-9a-f]{16}-01");
            assertThat(cut.traceparent()).isNotEqualTo(refused.traceparent());
            assertThat(refused.traceparent()).contains(fields("request").getString("span"));
            assertThat(fields("refused").getInt("status")).isEqualTo(429);
            assertThat(fields("first-token").getString("requestId"))
                    .startsWith("req-2?x")
                    .hasSize(Step.MOST_CHARS);
        }

        @Test
        void onlyItsOwnerAndAdminsFindIt() {
            assertThat(traces.find(TRACE, "somebody else")).isEmpty();
            assertThat(traces.find(TRACE, null)).hasSize(1);
            assertThat(traces.find("0".repeat(32), null)).isEmpty();
            node.append(
                    C, Fence.first("g"), new Event.GenerationEnded("g", "m", MessageState.STOPPED, null, null, null));
            node.append(Append.anyTime(C, new Event.ConversationDeleted()));
            assertThat(traces.find(TRACE, "owner")).isEmpty();
            assertThat(traces.find(TRACE, null)).hasSize(1);
        }

        @Test
        void itGoesWithItsConversationAndLaterStepsGoNowhere() {
            recorder.add("g", recorder.now(StepType.REQUEST));
            recorder.write();
            node.database().change(connection -> Sql.update(connection, "DELETE FROM conversation WHERE id = ?", C));
            recorder.add("g", recorder.now(StepType.CUT));
            recorder.write();
            assertThat(traces.find(TRACE, null)).isEmpty();
            long left = node.database().transaction(connection -> Sql.first(
                            connection, "SELECT COUNT(*) FROM trace_step", row -> row.getLong(1))
                    .orElseThrow());
            assertThat(left).isZero();
        }

        @Test
        void whatIsTooOldIsRemoved() {
            Clock later = new SteppingClock(
                    System.currentTimeMillis() + Duration.ofDays(31).toMillis());
            new Traces(node.database(), Duration.ofDays(32), later).sweep();
            assertThat(traces.find(TRACE, "owner")).isNotEmpty();
            new Traces(node.database(), Duration.ofDays(30), later).sweep();
            assertThat(traces.find(TRACE, "owner")).isEmpty();
        }

        @Test
        void oneNodeTellsSoMuchAndCountsTheRest() {
            AnswerTrace trace = recorder.trace(TRACE, "g", null);
            for (int i = 0; i < 130; i++) {
                trace.add(trace.now(StepType.REQUEST));
            }
            assertThat(timeline().steps()).hasSize(122);
            assertThat(timeline().omitted()).isEqualTo(10);
        }

        @Test
        void manyNodesTellNoMoreThanTheBoundAndTheEndIsAlwaysThere() {
            for (int i = 0; i < 3; i++) {
                AnswerTrace trace = recorder.trace(TRACE, "g", null);
                for (int j = 0; j < 120; j++) {
                    trace.add(trace.now(StepType.REQUEST));
                }
            }
            recorder.write();
            end(new Event.GenerationEnded("g", "m", MessageState.COMPLETE, null, null, null));
            assertThat(types()).hasSize(151).endsWith("ended");
            assertThat(timeline().omitted()).isEqualTo(360 - 148);
        }

        @Test
        void readersThatComeBackAreTold() {
            List<String> heard = new ArrayList<>();
            node.journal().onResumed((generation, recovered, after) -> heard.add(generation + recovered + after));
            String epoch = node.journal().epoch(C).orElseThrow();
            resume(new Cursor(epoch, 2));
            resume(new Cursor("void", 2));
            resume(null);
            assertThat(heard).containsExactly("gtrue2", "gfalse3");
        }

        private void resume(@Nullable Cursor cursor) {
            try (Subscription subscription = new Subscription(node.journal(), C, cursor, 1_000, () -> {})) {
                await().atMost(10, TimeUnit.SECONDS).until(() -> subscription.next() != null);
            }
        }
    }

    @Test
    void aRatioTakesTheSameTracesEverywhere() {
        assertThat(new Sampling(0).takes(TRACE)).isFalse();
        assertThat(new Sampling(1).takes(TRACE)).isTrue();
        assertThat(new Sampling(0.5).takes("0".repeat(31) + '1')).isTrue();
        assertThat(new Sampling(0.5).takes("f".repeat(32))).isFalse();
    }
}
