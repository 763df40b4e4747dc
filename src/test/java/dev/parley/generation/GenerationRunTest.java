package dev.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.parley.journal.Fence;
import dev.parley.journal.MemoryJournal;
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
import dev.parley.provider.ProviderSpec;
import dev.parley.support.ManualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GenerationRunTest {

    private static final String C = "c1";
    private static final ModelEvent.Finished END =
            new ModelEvent.Finished(FinishReason.STOP, "stop", new Usage(1, 2, 0, 3));

    private final MemoryJournal journal = new MemoryJournal();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ScriptedModel model = new ScriptedModel();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final AtomicReference<String> ended = new AtomicReference<>("");

    @BeforeEach
    void open() {
        journal.open(C);
        journal.append(C, List.of(new Event.MessageCreated("m1", null, Role.ASSISTANT, "", null, "x")), null);
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    private static ProviderException failure(ErrorCode code, boolean retryable, Duration retryAfter) {
        return new ProviderException(code, retryable, "test", retryAfter, null);
    }

    private static ProviderException failure(ErrorCode code) {
        return new ProviderException(code, code.retryable(), "test", null, null);
    }

    private GenerationRun run() {
        ProviderSpec provider = new ProviderSpec(
                "p",
                ProviderSpec.Kind.OPENAI,
                () -> URI.create("http://127.0.0.1"),
                () -> "",
                false,
                false,
                true,
                ProviderSpec.Timeouts.DEFAULT);
        ModelSpec spec = new ModelSpec(
                "x",
                "x",
                "X",
                provider,
                ModelSpec.Path.TEXT,
                true,
                ModelSpec.Thinking.NONE,
                ModelSpec.Prefix.NONE,
                SendOptions.NONE);
        ChatRequest request =
                new ChatRequest(spec, null, List.of(new ChatRequest.Turn(Role.USER, "hi")), "", SendOptions.NONE);
        GenerationRun run = new GenerationRun(
                new GenerationSpec("g1", C, "m1", "t1", request, 0),
                new Fence("g1", 1),
                journal,
                model,
                scheduler,
                new RetrySchedule(3, Duration.ofSeconds(1), Duration.ofSeconds(60), () -> 1.0),
                ended::set);
        Future<?> task = pool.submit(run);
        run.submitted(task);
        return run;
    }

    private MessageView message() {
        return journal.snapshot(C).orElseThrow().messages().get(0);
    }

    private void awaitState(MessageState state) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> message().state() == state);
    }

    private List<EventType> types() {
        return journal.readAfter(C, 0, Integer.MAX_VALUE).orElseThrow().events().stream()
                .map(recorded -> recorded.event().type())
                .toList();
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

        assertThat(journal.readAfter(C, 0, Integer.MAX_VALUE).orElseThrow().events())
                .extracting(Event.Recorded::event)
                .contains(
                        new Event.GenerationRetrying("g1", "m1", 2, 3, Duration.ofSeconds(7), ErrorCode.RATE_LIMITED),
                        new Event.GenerationRetrying("g1", "m1", 3, 3, Duration.ofSeconds(2), ErrorCode.RATE_LIMITED));
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
    void stoppingWritesTheEndAtOnceAndClosesTheStream() throws Exception {
        model.hangs(new ModelEvent.Text("Hel"));
        GenerationRun run = run();
        assertThat(model.hanging.await(10, TimeUnit.SECONDS)).isTrue();
        run.stop().toCompletableFuture().get(1, TimeUnit.SECONDS);

        assertThat(message().state()).isEqualTo(MessageState.STOPPED);
        assertThat(message().text()).isEqualTo("Hel");
        await().atMost(1, TimeUnit.SECONDS).untilAtomic(model.closed, equalTo(1));
    }

    @Test
    void stoppingCancelsARetryThatWaits() throws Exception {
        model.refuses(failure(ErrorCode.RATE_LIMITED));
        GenerationRun run = run();
        awaitState(MessageState.RETRYING);
        awaitTimer();
        run.stop().toCompletableFuture().get(1, TimeUnit.SECONDS);

        assertThat(message().state()).isEqualTo(MessageState.STOPPED);
        await().atMost(5, TimeUnit.SECONDS).until(() -> scheduler.waiting() == 0);
        assertThat(model.opened).hasValue(1);
    }

    @Test
    void thereIsExactlyOneEndHoweverOftenItIsStopped() throws Exception {
        model.hangs(new ModelEvent.Text("x"));
        GenerationRun run = run();
        assertThat(model.hanging.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5; i++) {
            run.stop().toCompletableFuture().get(1, TimeUnit.SECONDS);
        }
        await().atMost(5, TimeUnit.SECONDS).untilAtomic(model.closed, equalTo(1));
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
