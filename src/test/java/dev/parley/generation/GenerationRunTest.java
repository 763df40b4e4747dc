package dev.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.parley.journal.Journal;
import dev.parley.platform.Metric;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Event;
import dev.parley.protocol.EventType;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.Usage;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelEvent;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.ProviderException;
import dev.parley.support.ManualScheduler;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import dev.parley.support.TestModels;
import dev.parley.trace.AnswerTrace;
import dev.parley.trace.StopCause;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GenerationRunTest {

    private static final String C = "c1";
    private static final ModelEvent.Finished END =
            new ModelEvent.Finished(FinishReason.STOP, "stop", new Usage(1, 2, 0, 3));

    private final TestJournal node = new TestJournal(TestDatabase.H2.settings());
    private final Journal journal = node.journal();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ScriptedModel model = new ScriptedModel();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private @Nullable ModelSpec fallback;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final AtomicReference<String> ended = new AtomicReference<>("");

    @BeforeEach
    void open() {
        node.open(C, "m1", "g1");
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
        node.close();
    }

    private static ProviderException failure(ErrorCode code, boolean retryable, Duration retryAfter) {
        return new ProviderException(code, retryable, "test", retryAfter, null);
    }

    private static ProviderException failure(ErrorCode code) {
        return new ProviderException(code, code.retryable(), "test", null, null);
    }

    private GenerationRun run() {
        return run(ModelSpec.Prefix.NONE);
    }

    private GenerationRun run(ModelSpec.Prefix prefix) {
        ModelSpec spec = TestModels.model("x", prefix);
        ChatRequest request =
                new ChatRequest(spec, null, List.of(new ChatRequest.Turn(Role.USER, "hi")), "", SendOptions.NONE);
        GenerationRun run = new GenerationRun(
                GenerationSpec.started("g1", C, "m1", "t1", request, "", null),
                AnswerTrace.NONE,
                journal,
                model,
                (from, code, mayRetry) -> mayRetry ? Optional.empty() : Optional.ofNullable(fallback),
                scheduler,
                new RetrySchedule(3, Duration.ofSeconds(1), Duration.ofSeconds(60), () -> 1.0),
                leaving::get,
                ended::set,
                new GenerationMeters(registry));
        Future<?> task = pool.submit(run);
        run.submitted(task);
        return run;
    }

    private MessageView message() {
        return journal.current(C).orElseThrow().messages().get(0);
    }

    private void awaitState(MessageState state) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> message().state() == state);
    }

    private List<EventType> types() {
        return node.events(C).stream().map(recorded -> recorded.event().type()).toList();
    }

    @Test
    void anAnswerThatFinishesIsComplete() {
        model.says(new ModelEvent.Reasoning("Hm."), new ModelEvent.Text("He"), new ModelEvent.Text("llo"), END);
        run();
        awaitState(MessageState.COMPLETE);

        assertThat(message().text()).isEqualTo("Hello");
        assertThat(message().reasoning()).isEqualTo("Hm.");
        assertThat(message().usage()).isEqualTo(new Usage(1, 2, 0, 3));
        await().untilAtomic(ended, equalTo("g1"));
        await().untilAtomic(model.closed, equalTo(1));
    }

    @Test
    void anAnswerThatBreaksOffAfterTextIsInterruptedAndKeepsIt() {
        model.breaks(failure(ErrorCode.ANSWER_CUT_OFF), new ModelEvent.Text("Hel"));
        run();
        awaitState(MessageState.INTERRUPTED);

        assertThat(message().text()).isEqualTo("Hel");
        assertThat(message().error())
                .isNotNull()
                .extracting(error -> error.code())
                .isEqualTo(ErrorCode.ANSWER_CUT_OFF);
        assertThat(model.opened).hasValue(1);
    }

    @Test
    void aModelThatRefusesForGoodFailsTheAnswerWithoutText() {
        model.refuses(failure(ErrorCode.MODEL_KEY_REJECTED));
        run();
        awaitState(MessageState.FAILED);

        assertThat(message().text()).isEmpty();
        assertThat(message().error())
                .isNotNull()
                .extracting(error -> error.traceId())
                .isEqualTo("t1");
        assertThat(model.opened).hasValue(1);
        await().until(() ->
                Metric.GENERATIONS_ENDED.counter(registry, "failed", "x").count() == 1);
        assertThat(Metric.GENERATION_ERRORS
                        .counter(registry, "model-key-rejected", "x")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRetryableRefusalIsTriedAgainVisiblyAfterItsPause() {
        model.refuses(failure(ErrorCode.RATE_LIMITED, true, Duration.ofSeconds(7)))
                .refuses(failure(ErrorCode.RATE_LIMITED))
                .says(new ModelEvent.Text("Hello"), END);
        run();
        awaitState(MessageState.RETRYING);
        awaitTimer();
        scheduler.advance(Duration.ofMillis(6_999));
        assertThat(model.opened).hasValue(1);
        scheduler.advance(Duration.ofMillis(1));
        await().untilAtomic(model.opened, equalTo(2));
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(2));
        awaitState(MessageState.COMPLETE);

        assertThat(node.events(C))
                .extracting(Event.Recorded::event)
                .contains(
                        new Event.GenerationRetrying("g1", "m1", 2, 3, Duration.ofSeconds(7), ErrorCode.RATE_LIMITED),
                        new Event.GenerationRetrying("g1", "m1", 3, 3, Duration.ofSeconds(2), ErrorCode.RATE_LIMITED));
        assertThat(Metric.RETRIES.counter(registry, "visible", "rate-limited").count())
                .isEqualTo(2);
        await().until(() ->
                Metric.GENERATIONS_ENDED.counter(registry, "complete", "x").count() == 1);
    }

    private void awaitTimer() {
        await().atMost(10, TimeUnit.SECONDS).until(() -> scheduler.waiting() == 1);
    }

    @Test
    void afterThreeAttemptsItFails() {
        model.refuses(failure(ErrorCode.RATE_LIMITED))
                .refuses(failure(ErrorCode.RATE_LIMITED))
                .refuses(failure(ErrorCode.RATE_LIMITED));
        run();
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(1));
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(2));
        awaitState(MessageState.FAILED);
        assertThat(model.opened).hasValue(3);
    }

    @Test
    void nothingIsTriedAgainOnceTextWasShown() {
        model.breaks(failure(ErrorCode.MODEL_OVERLOADED), new ModelEvent.Text("H"));
        run();
        awaitState(MessageState.INTERRUPTED);
        assertThat(types()).doesNotContain(EventType.GENERATION_RETRYING);
    }

    @Test
    void anAnswerThatIsCutOffGoesOnFromItsTextWhereTheModelCan() {
        model.breaks(failure(ErrorCode.ANSWER_CUT_OFF), new ModelEvent.Reasoning("Hm."), new ModelEvent.Text("Hel"))
                .breaks(failure(ErrorCode.MODEL_STALLED), new ModelEvent.Text("lo, "))
                .says(new ModelEvent.Text("world"), END);
        run(ModelSpec.Prefix.PARTIAL);
        awaitTimer();
        assertThat(message().state()).isEqualTo(MessageState.RETRYING);
        scheduler.advance(Duration.ofSeconds(1));
        await().untilAtomic(model.opened, equalTo(2));
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(1));
        awaitState(MessageState.COMPLETE);

        assertThat(message().text()).isEqualTo("Hello, world");
        assertThat(message().reasoning()).isEqualTo("Hm.");
        assertThat(model.prefixes).containsExactly("", "Hel", "Hello, ");
        assertThat(types()).contains(EventType.GENERATION_CONTINUED).doesNotContain(EventType.MESSAGE_RESTARTED);
    }

    @Test
    void aCutThatBringsNothingNewCountsAsAFailure() {
        model.breaks(failure(ErrorCode.ANSWER_CUT_OFF), new ModelEvent.Text("Hel"))
                .breaks(failure(ErrorCode.ANSWER_CUT_OFF))
                .refuses(failure(ErrorCode.MODEL_OVERLOADED));
        run(ModelSpec.Prefix.PARTIAL);
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(1));
        await().untilAtomic(model.opened, equalTo(2));
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(2));
        awaitState(MessageState.INTERRUPTED);

        assertThat(model.opened).hasValue(3);
        assertThat(message().text()).isEqualTo("Hel");
    }

    @Test
    void aCutDuringReasoningLetsTheModelThinkAnew() {
        model.breaks(failure(ErrorCode.ANSWER_CUT_OFF), new ModelEvent.Reasoning("First tho"))
                .says(new ModelEvent.Reasoning("Second thought"), new ModelEvent.Text("Hello"), END);
        run(ModelSpec.Prefix.PARTIAL);
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(1));
        awaitState(MessageState.COMPLETE);

        assertThat(message().reasoning()).isEqualTo("Second thought");
        assertThat(message().text()).isEqualTo("Hello");
        assertThat(types()).contains(EventType.MESSAGE_RESTARTED);
    }

    @Test
    void aProviderThatRepeatsThePrefixDoesNotDoubleIt() {
        String long17 = "Seventeen letters";
        model.breaks(failure(ErrorCode.ANSWER_CUT_OFF), new ModelEvent.Text(long17))
                .says(
                        new ModelEvent.Text("Sevente"),
                        new ModelEvent.Text("en letters and mo"),
                        new ModelEvent.Text("re"),
                        END);
        run(ModelSpec.Prefix.PREFIX);
        awaitTimer();
        scheduler.advance(Duration.ofSeconds(1));
        awaitState(MessageState.COMPLETE);
        assertThat(message().text()).isEqualTo(long17 + " and more");
    }

    @Test
    void anAnswerThatIsCutAgainAndAgainEndsSomeTime() {
        for (int i = 0; i < GenerationRun.MOST_PARTS; i++) {
            model.breaks(failure(ErrorCode.ANSWER_CUT_OFF), new ModelEvent.Text("x"));
        }
        run(ModelSpec.Prefix.PARTIAL);
        for (int i = 1; i < GenerationRun.MOST_PARTS; i++) {
            awaitTimer();
            scheduler.advance(Duration.ofSeconds(1));
            await().untilAtomic(model.opened, equalTo(i + 1));
        }
        awaitState(MessageState.INTERRUPTED);
        assertThat(message().text()).isEqualTo("x".repeat(GenerationRun.MOST_PARTS));
    }

    @Test
    void aRunThatHasLostItsGenerationClosesItsStreamAndWritesNothing() throws Exception {
        model.hangs(new ModelEvent.Text("Hel"));
        GenerationRun run = run();
        assertThat(model.hanging.await(10, TimeUnit.SECONDS)).isTrue();
        run.abandon();

        await().atMost(20, TimeUnit.SECONDS).untilAtomic(model.closed, equalTo(1));
        await().untilAtomic(ended, equalTo("g1"));
        awaitState(MessageState.STREAMING);
        assertThat(types()).doesNotContain(EventType.GENERATION_ENDED);
    }

    @Test
    void aNodeThatIsAboutToStopLeavesTroubleToOthers() {
        leaving.set(true);
        model.breaks(failure(ErrorCode.ANSWER_CUT_OFF), new ModelEvent.Text("Hel"));
        run(ModelSpec.Prefix.PARTIAL);
        await().untilAtomic(ended, equalTo("g1"));
        awaitState(MessageState.STREAMING);
        assertThat(types()).doesNotContain(EventType.GENERATION_RETRYING, EventType.GENERATION_ENDED);
    }

    @Test
    void aDeclaredFallbackAnswersWhereTheModelDoesNotAndTheUserIsTold() {
        fallback = TestModels.model("y", ModelSpec.Prefix.NONE);
        model.refuses(failure(ErrorCode.MODEL_NOT_FOUND)).says(new ModelEvent.Text("Hello"), END);
        run();
        awaitState(MessageState.COMPLETE);

        assertThat(message().model()).isEqualTo("y");
        assertThat(message().fallbackFrom()).isEqualTo("x");
        assertThat(message().fallbackCode()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(types()).contains(EventType.GENERATION_FALLBACK);
    }

    @Test
    void noOtherModelGoesOnWithAText() {
        fallback = TestModels.model("y", ModelSpec.Prefix.NONE);
        model.breaks(failure(ErrorCode.MODEL_NOT_FOUND), new ModelEvent.Text("Hel"));
        run();
        awaitState(MessageState.INTERRUPTED);
        assertThat(message().model()).isEqualTo("x");
    }

    @Test
    void stoppingWritesTheEndAtOnceAndClosesTheStream() throws Exception {
        model.hangs(new ModelEvent.Text("Hel"));
        GenerationRun run = run();
        assertThat(model.hanging.await(10, TimeUnit.SECONDS)).isTrue();
        run.stop(StopCause.OWNER).toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(message().state()).isEqualTo(MessageState.STOPPED);
        assertThat(message().text()).isEqualTo("Hel");
        await().atMost(20, TimeUnit.SECONDS).untilAtomic(model.closed, equalTo(1));
    }

    @Test
    void stoppingCancelsARetryThatWaits() throws Exception {
        model.refuses(failure(ErrorCode.RATE_LIMITED));
        GenerationRun run = run();
        awaitState(MessageState.RETRYING);
        awaitTimer();
        run.stop(StopCause.OWNER).toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(message().state()).isEqualTo(MessageState.STOPPED);
        await().atMost(20, TimeUnit.SECONDS).until(() -> scheduler.waiting() == 0);
        assertThat(model.opened).hasValue(1);
    }

    @Test
    void thereIsExactlyOneEndHoweverOftenItIsStopped() throws Exception {
        model.hangs(new ModelEvent.Text("x"));
        GenerationRun run = run();
        assertThat(model.hanging.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5; i++) {
            run.stop(StopCause.OWNER).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        await().atMost(20, TimeUnit.SECONDS).untilAtomic(model.closed, equalTo(1));
        assertThat(types().stream().filter(type -> type == EventType.GENERATION_ENDED))
                .hasSize(1);
    }

    @Test
    void aRewrittenAnswerStartsAgainAndKeepsItsReasoning() {
        model.says(
                new ModelEvent.Reasoning("Hm."),
                new ModelEvent.Text("Wrong"),
                new ModelEvent.Restarted(),
                new ModelEvent.Text("Right"),
                END);
        run();
        awaitState(MessageState.COMPLETE);

        assertThat(message().text()).isEqualTo("Right");
        assertThat(message().reasoning()).isEqualTo("Hm.");
    }

    @Test
    void aBugInTheModelsCodeEndsTheAnswerAsInternal() {
        model.breaks(new NullPointerException("a bug"), new ModelEvent.Text("x"));
        run();
        awaitState(MessageState.INTERRUPTED);
        assertThat(message().error())
                .isNotNull()
                .extracting(error -> error.code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void contentThatIsFilteredIsNotComplete() {
        model.says(
                new ModelEvent.Text("So"),
                new ModelEvent.Finished(FinishReason.CONTENT_FILTER, "content_filter", null));
        run();
        awaitState(MessageState.INTERRUPTED);
        assertThat(message().error())
                .isNotNull()
                .extracting(error -> error.code())
                .isEqualTo(ErrorCode.CONTENT_BLOCKED);
    }

    @Test
    void anAnswerIsBounded() {
        model.says(new ModelEvent.Text("x".repeat(GenerationRun.MAX_CHARS)), new ModelEvent.Text("y"), END);
        run();
        awaitState(MessageState.INTERRUPTED);
        assertThat(message().error())
                .isNotNull()
                .extracting(error -> error.code())
                .isEqualTo(ErrorCode.ANSWER_TOO_LONG);
    }
}
