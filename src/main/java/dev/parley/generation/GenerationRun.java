package dev.parley.generation;

import dev.parley.journal.Fence;
import dev.parley.journal.Journal;
import dev.parley.journal.NoSuchJournalException;
import dev.parley.journal.StaleFenceException;
import dev.parley.platform.Scheduler;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Usage;
import dev.parley.provider.ModelEvent;
import dev.parley.provider.ModelStream;
import dev.parley.provider.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One answer's life: connecting, streaming, perhaps retrying, then exactly one of complete, stopped, interrupted,
 * failed (docs/architecture.md).
 *
 * <p>Notes: the run owns one thread, in which the model is asked, read and closed. {@link #stop()} comes from any
 * thread: it writes the end itself, so that a user sees it at once, and interrupts the run's thread, which closes the
 * provider's connection. Whoever wins {@code ended} writes the one terminal event; the journal's fence refuses what
 * the other still tries to write.
 */
final class GenerationRun implements Runnable {

    private static final Logger LOG = Logger.getLogger(GenerationRun.class.getName());
    private static final Duration APPEND_TIMEOUT = Duration.ofSeconds(30);

    /** An answer and its reasoning together may be this long, in UTF-16 units. */
    static final int MAX_CHARS = 1_000_000;

    /** A request that took too long is tried once more only (docs/providers.md 2). */
    private static final int TIMEOUT_ATTEMPTS = 2;

    private final GenerationSpec spec;
    private final Fence fence;
    private final Journal journal;
    private final Opener models;
    private final Scheduler scheduler;
    private final RetrySchedule retries;
    private final Consumer<String> atEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Void> endWritten = new CompletableFuture<>();
    private final CompletableFuture<Future<?>> thread = new CompletableFuture<>();
    private int textLength;
    private int reasoningLength;
    private final StringBuilder reasoning = new StringBuilder();

    GenerationRun(
            GenerationSpec spec,
            Fence fence,
            Journal journal,
            Opener models,
            Scheduler scheduler,
            RetrySchedule retries,
            Consumer<String> atEnd) {
        this.spec = spec;
        this.fence = fence;
        this.journal = journal;
        this.models = models;
        this.scheduler = scheduler;
        this.retries = retries;
        this.atEnd = atEnd;
        this.textLength = spec.request().prefix().length();
        this.reasoningLength = spec.reasoningChars();
    }

    /** Says which task runs this, so that it can be interrupted. */
    void submitted(Future<?> task) {
        thread.complete(task);
    }

    @Override
    public void run() {
        try {
            attempts();
        } catch (StaleFenceException | NoSuchJournalException e) {
            LOG.log(Level.FINE, "generation {0} writes no more", spec.generationId());
        } catch (ParleyException e) {
            fail(e, e.code());
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, e, () -> "trace " + spec.traceId() + ": an answer broke down");
            end(brokenOff(), null, null, ErrorInfo.of(ErrorCode.INTERNAL, spec.traceId()));
        } finally {
            end(brokenOff(), null, null, ErrorInfo.of(ErrorCode.INTERNAL, spec.traceId()));
            Thread.interrupted();
        }
    }

    private void attempts() {
        append(new Event.GenerationStarted(
                spec.generationId(), spec.messageId(), spec.request().model().id(), spec.traceId()));
        for (int attempt = 1; !ended.get(); attempt++) {
            try (ModelStream stream = models.open(spec.request())) {
                read(stream);
                return;
            } catch (ProviderException e) {
                if (ended.get()) {
                    return;
                }
                if (!mayRetry(e, attempt)) {
                    throw e;
                }
                pause(attempt + 1, e);
            }
        }
    }

    private boolean mayRetry(ProviderException e, int attempt) {
        int most = e.code() == ErrorCode.MODEL_TIMEOUT ? TIMEOUT_ATTEMPTS : retries.attempts();
        return e.retryable() && nothingShown() && attempt < most;
    }

    private boolean nothingShown() {
        return textLength == spec.request().prefix().length() && reasoningLength == spec.reasoningChars();
    }

    /** Waits before the next attempt, visibly. A stop interrupts it. */
    private void pause(int attempt, ProviderException cause) {
        Duration delay = retries.before(attempt, cause.retryAfter());
        LOG.log(Level.INFO, "trace {0}: {1}, attempt {2} of {3} in {4}", new Object[] {
            spec.traceId(), cause.getMessage(), attempt, retries.attempts(), delay
        });
        append(new Event.GenerationRetrying(
                spec.generationId(), spec.messageId(), attempt, retries.attempts(), delay, cause.code()));
        CountDownLatch over = new CountDownLatch(1);
        Scheduler.Scheduled task = scheduler.after(delay, over::countDown);
        try {
            if (!over.await(delay.toSeconds() + 30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the timer did not fire");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.interrupted(e);
        } finally {
            task.cancel();
        }
        append(new Event.GenerationContinued(spec.generationId(), spec.messageId(), attempt));
    }

    private void read(ModelStream stream) {
        for (ModelEvent event = stream.next(); event != null && !ended.get(); event = stream.next()) {
            if (event instanceof ModelEvent.Text text) {
                append(new Event.Delta(spec.messageId(), textLength, text.text()));
                textLength += text.text().length();
            } else if (event instanceof ModelEvent.Reasoning words) {
                append(new Event.ReasoningDelta(spec.messageId(), reasoningLength, words.text()));
                reasoningLength += words.text().length();
                reasoning.append(words.text());
            } else if (event instanceof ModelEvent.Restarted) {
                restart();
            } else if (event instanceof ModelEvent.Finished finished) {
                finish(finished);
                return;
            }
            if (textLength + reasoningLength > MAX_CHARS) {
                throw ProviderException.tooLong(MAX_CHARS);
            }
        }
    }

    /** The provider rewrote its answer: the text starts again, the reasoning stands. */
    private void restart() {
        List<Event> events = new ArrayList<>();
        events.add(new Event.MessageRestarted(spec.messageId()));
        if (reasoning.length() > 0) {
            events.add(new Event.ReasoningDelta(spec.messageId(), 0, reasoning.toString()));
        }
        String prefix = spec.request().prefix();
        if (!prefix.isEmpty()) {
            events.add(new Event.Delta(spec.messageId(), 0, prefix));
        }
        append(events);
        textLength = prefix.length();
        reasoningLength = reasoning.length();
    }

    private void finish(ModelEvent.Finished finished) {
        if (finished.reason() == FinishReason.CONTENT_FILTER) {
            end(
                    brokenOff(),
                    finished.reason(),
                    finished.usage(),
                    ErrorInfo.of(ErrorCode.CONTENT_BLOCKED, spec.traceId()));
        } else {
            end(MessageState.COMPLETE, finished.reason(), finished.usage(), null);
        }
    }

    private void fail(ParleyException e, ErrorCode code) {
        if (!ended.get()) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "trace " + spec.traceId() + ": model "
                            + spec.request().model().id() + " did not answer, " + code.wire() + ", " + e.getMessage());
        }
        end(brokenOff(), null, null, e.info(spec.traceId()));
    }

    private MessageState brokenOff() {
        return textLength > 0 || reasoningLength > 0 ? MessageState.INTERRUPTED : MessageState.FAILED;
    }

    /** Ends it before it has begun. */
    void refuse(ErrorCode code) {
        end(MessageState.FAILED, null, null, ErrorInfo.of(code, spec.traceId()));
    }

    /** Stops it; completes when the end is written. */
    CompletionStage<Void> stop() {
        end(MessageState.STOPPED, null, null, null);
        interrupt();
        return endWritten;
    }

    /** Ends its thread's waiting, and with it the provider's connection. */
    void interrupt() {
        Future<?> cancelled = thread.thenAccept(task -> task.cancel(true));
        LOG.log(Level.FINE, "generation {0} interrupted: {1}", new Object[] {spec.generationId(), cancelled.isDone()});
    }

    private void end(
            MessageState state, @Nullable FinishReason reason, @Nullable Usage usage, @Nullable ErrorInfo error) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Event event = new Event.GenerationEnded(spec.generationId(), spec.messageId(), state, reason, usage, error);
        appendLast(event).whenComplete((seq, failure) -> {
            atEnd.accept(spec.generationId());
            if (failure != null && !(failure instanceof NoSuchJournalException)) {
                LOG.log(Level.SEVERE, failure, () -> "trace " + spec.traceId() + ": the end was not written");
            }
            endWritten.complete(null);
        });
    }

    private CompletionStage<Long> appendLast(Event event) {
        try {
            return journal.append(spec.conversationId(), List.of(event), fence);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void append(Event event) {
        append(List.of(event));
    }

    /** Waits until the events are committed, so that a slow journal slows the reading of the provider. */
    private void append(List<Event> events) {
        try {
            journal.append(spec.conversationId(), events, fence)
                    .toCompletableFuture()
                    .get(APPEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the journal did not commit in " + APPEND_TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.interrupted(e);
        }
    }
}
