package dev.parley.generation;

import dev.parley.journal.Append;
import dev.parley.journal.Journal;
import dev.parley.journal.NoSuchJournalException;
import dev.parley.journal.Note;
import dev.parley.journal.StaleFenceException;
import dev.parley.platform.LogContent;
import dev.parley.platform.LogContext;
import dev.parley.platform.Scheduler;
import dev.parley.platform.StorageException;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Usage;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelEvent;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.ModelStream;
import dev.parley.provider.ProviderException;
import dev.parley.trace.AnswerTrace;
import dev.parley.trace.StepType;
import dev.parley.trace.StopCause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One answer's life: connecting, streaming, perhaps retrying, then exactly one of complete, stopped, interrupted,
 * failed (docs/architecture.md). Or another node goes on with it, and this run ends without a word.
 *
 * <p>Notes: the run owns one thread, in which the model is asked, read and closed. {@link #stop()} comes from any
 * thread: it writes the end itself, so that a user sees it at once, and interrupts the run's thread, which closes the
 * provider's connection. Whoever wins {@code ended} writes the one terminal event; the journal's fence refuses what
 * the other still tries to write.
 */
final class GenerationRun implements Runnable {

    private static final Logger LOG = Logger.getLogger(GenerationRun.class.getName());

    /** An answer and its reasoning together may be this long, in UTF-16 units. */
    static final int MAX_CHARS = 1_000_000;

    /** A request that took too long is tried once more only (docs/providers.md 2). */
    private static final int TIMEOUT_ATTEMPTS = 2;

    /** An answer that is cut off again and again ends here, however much each part brought. */
    static final int MOST_PARTS = 20;

    private final GenerationSpec spec;
    private final AnswerTrace trace;
    private final Journal journal;
    private final Opener models;
    private final Fallbacks fallbacks;
    private final Scheduler scheduler;
    private final RetrySchedule retries;
    private final BooleanSupplier leaving;
    private final Consumer<String> atEnd;
    private final GenerationMeters meters;
    private final Appends appends;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Void> endWritten = new CompletableFuture<>();
    private final CompletableFuture<Future<?>> thread = new CompletableFuture<>();
    private final StringBuilder text;
    private final StringBuilder reasoning;
    private ChatRequest request;
    private volatile boolean complete;

    /** @param leaving whether this node is about to stop, so that trouble is left to others */
    GenerationRun(
            GenerationSpec spec,
            AnswerTrace trace,
            Journal journal,
            Opener models,
            Fallbacks fallbacks,
            Scheduler scheduler,
            RetrySchedule retries,
            BooleanSupplier leaving,
            Consumer<String> atEnd,
            GenerationMeters meters) {
        this.spec = spec;
        this.trace = trace;
        this.journal = journal;
        this.models = models;
        this.fallbacks = fallbacks;
        this.scheduler = scheduler;
        this.retries = retries;
        this.leaving = leaving;
        this.atEnd = atEnd;
        this.meters = meters;
        this.appends = new Appends(journal, spec);
        this.request = spec.request().tracedBy(trace);
        this.text = new StringBuilder(request.prefix());
        this.reasoning = new StringBuilder(spec.reasoning());
    }

    GenerationSpec spec() {
        return spec;
    }

    /** Whether the whole answer is in the journal. */
    boolean isComplete() {
        return complete;
    }

    /** Says which task runs this, so that it can be interrupted. */
    void submitted(Future<?> task) {
        thread.complete(task);
    }

    @Override
    public void run() {
        try (LogContext.Scope logged = spec.context().enter()) {
            live();
        }
    }

    private void live() {
        try {
            attempts();
        } catch (StaleFenceException | NoSuchJournalException e) {
            LOG.log(Level.INFO, "the answer belongs to another node now, or has ended there");
            abandon();
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "an answer waits for the database", e);
            abandon();
        } catch (ParleyException e) {
            fail(e, e.code());
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "an answer broke down", e);
            end(brokenOff(), null, null, ErrorInfo.of(ErrorCode.INTERNAL, spec.traceId()));
        } finally {
            end(brokenOff(), null, null, ErrorInfo.of(ErrorCode.INTERNAL, spec.traceId()));
            Thread.interrupted();
        }
    }

    private void attempts() {
        int failures = 0;
        for (int part = 1; !ended.get(); part++) {
            int before = text.length() + reasoning.length();
            try (ModelStream stream = models.open(request)) {
                read(stream);
                return;
            } catch (ProviderException e) {
                if (ended.get()) {
                    return;
                }
                if (leaving.getAsBoolean()) {
                    // Another node, or this one after its restart, has the better chances.
                    abandon();
                    return;
                }
                if (fellBack(e, failures + 1)) {
                    failures = 0;
                    continue;
                }
                failures = text.length() + reasoning.length() > before ? 1 : failures + 1;
                if (!mayGoOn(e, failures) || part >= MOST_PARTS) {
                    throw e;
                }
                goOn(failures + 1, e);
            }
        }
    }

    /** Another model, which the operator has declared, answers where nothing has been shown yet; the user is told. */
    private boolean fellBack(ProviderException e, int failures) {
        if (text.length() > 0 || reasoning.length() > 0) {
            return false;
        }
        ModelSpec model = request.model();
        Optional<ModelSpec> other = fallbacks.of(model, e.code(), mayGoOn(e, failures));
        other.ifPresent(next -> {
            LOG.log(Level.WARNING, "{0}; {1} answers in place of {2}", new Object[] {
                e.getMessage(), next.id(), model.id()
            });
            appends.add(new Event.GenerationFallback(
                    spec.generationId(), spec.messageId(), model.id(), next.id(), e.code()));
            request = request.to(next);
        });
        return other.isPresent();
    }

    /** Text that was shown stays: the model must be able to go on from it. */
    private boolean mayGoOn(ProviderException e, int failures) {
        int most = e.code() == ErrorCode.MODEL_TIMEOUT ? TIMEOUT_ATTEMPTS : retries.attempts();
        return e.retryable()
                && failures < most
                && (nothingNew() || request.model().prefix() != ModelSpec.Prefix.NONE);
    }

    private boolean nothingNew() {
        return text.length() == request.prefix().length()
                && reasoning.length() == spec.reasoning().length();
    }

    private void goOn(int attempt, ProviderException cause) {
        pause(attempt, cause);
        if (text.length() == 0 && reasoning.length() > 0) {
            // Reasoning cannot be continued: the model thinks anew.
            reasoning.setLength(0);
            appends.add(
                    new Event.GenerationContinued(spec.generationId(), spec.messageId(), attempt),
                    new Event.MessageRestarted(spec.messageId()));
        } else {
            appends.add(new Event.GenerationContinued(spec.generationId(), spec.messageId(), attempt));
        }
        request = request.withPrefix(text.toString());
    }

    /** Waits before the next attempt, visibly. A stop interrupts it. */
    private void pause(int attempt, ProviderException cause) {
        Duration delay = retries.before(attempt, cause.retryAfter());
        meters.retrying(cause.code());
        LOG.log(Level.INFO, "{0}, attempt {1} of {2} in {3}", new Object[] {
            cause.getMessage(), attempt, retries.attempts(), delay
        });
        appends.add(new Event.GenerationRetrying(
                spec.generationId(), spec.messageId(), attempt, retries.attempts(), delay, cause.code()));
        appends.flush();
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
    }

    private void read(ModelStream stream) {
        PrefixEcho echo = new PrefixEcho(request.prefix());
        for (ModelEvent event = stream.next(); event != null && !ended.get(); event = stream.next()) {
            if (event instanceof ModelEvent.Text words) {
                say(echo.take(words.text()));
            } else if (event instanceof ModelEvent.Reasoning words) {
                appends.add(new Event.ReasoningDelta(spec.messageId(), reasoning.length(), words.text()));
                reasoning.append(words.text());
            } else if (event instanceof ModelEvent.Restarted) {
                restart();
                echo = new PrefixEcho(request.prefix());
            } else if (event instanceof ModelEvent.Finished finished) {
                String rest = echo.rest();
                say(rest == null ? "" : rest);
                finish(finished);
                return;
            }
            if (text.length() + reasoning.length() > MAX_CHARS) {
                throw ProviderException.tooLong(MAX_CHARS);
            }
        }
    }

    private void say(String words) {
        if (!words.isEmpty()) {
            appends.add(new Event.Delta(spec.messageId(), text.length(), words));
            text.append(words);
        }
    }

    /** The provider rewrote its answer: the text starts again, the reasoning stands. */
    private void restart() {
        appends.add(new Event.MessageRestarted(spec.messageId()));
        if (reasoning.length() > 0) {
            appends.add(new Event.ReasoningDelta(spec.messageId(), 0, reasoning.toString()));
        }
        text.setLength(0);
        say(request.prefix());
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
                    () -> "model " + request.model().id() + " did not answer, " + code.wire() + ", " + e.getMessage());
        }
        end(brokenOff(), null, null, e.info(spec.traceId()));
    }

    private MessageState brokenOff() {
        return text.length() > 0 || reasoning.length() > 0 ? MessageState.INTERRUPTED : MessageState.FAILED;
    }

    /** Ends it before it has begun. */
    void refuse(ErrorCode code) {
        end(brokenOff(), null, null, ErrorInfo.of(code, spec.traceId()));
    }

    /** Stops it; completes when the end is written. */
    CompletionStage<Void> stop(StopCause cause) {
        end(MessageState.STOPPED, null, null, null, cause);
        interrupt();
        return endWritten;
    }

    /** Leaves it as it is, open, to whoever takes it over; the provider's connection is closed. Idempotent. */
    void abandon() {
        if (ended.compareAndSet(false, true)) {
            trace.add(trace.now(StepType.LEFT));
            atEnd.accept(spec.generationId());
            endWritten.complete(null);
            interrupt();
        }
    }

    /** Ends its thread's waiting, and with it the provider's connection. */
    private void interrupt() {
        Future<?> cancelled = thread.thenAccept(task -> task.cancel(true));
        LOG.log(Level.FINE, "generation {0} interrupted: {1}", new Object[] {spec.generationId(), cancelled.isDone()});
    }

    /** The text belongs to the run's thread: who stops it knows only why. */
    private Object said(@Nullable StopCause cause) {
        return cause == null ? LogContent.of(text) : cause.wire();
    }

    private void end(
            MessageState state, @Nullable FinishReason reason, @Nullable Usage usage, @Nullable ErrorInfo error) {
        end(state, reason, usage, error, null);
    }

    private void end(
            MessageState state,
            @Nullable FinishReason reason,
            @Nullable Usage usage,
            @Nullable ErrorInfo error,
            @Nullable StopCause cause) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Event event = new Event.GenerationEnded(spec.generationId(), spec.messageId(), state, reason, usage, error);
        Append append = Append.fenced(spec.conversationId(), List.of(event), spec.fence())
                .noting(Note.stopping(cause));
        try (LogContext.Scope logged = spec.context().enter()) {
            LOG.log(Level.FINE, "the answer ends {0}: {1}", new Object[] {state.wire(), said(cause)});
        }
        journal.append(append).whenComplete((seq, failure) -> {
            complete = state == MessageState.COMPLETE && failure == null;
            if (failure == null) {
                meters.ended(request.model().id(), state, error);
            }
            atEnd.accept(spec.generationId());
            if (failure != null
                    && !(failure instanceof NoSuchJournalException)
                    && !(failure instanceof StaleFenceException)) {
                try (LogContext.Scope logged = spec.context().enter()) {
                    LOG.log(Level.SEVERE, "the end was not written", failure);
                }
            }
            endWritten.complete(null);
        });
    }
}
