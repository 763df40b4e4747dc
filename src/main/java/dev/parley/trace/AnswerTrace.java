package dev.parley.trace;

import dev.parley.platform.Ids;
import dev.parley.platform.TraceParent;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The trace of one answer, for the node that writes it. Thread-safe. */
public final class AnswerTrace {

    /** Goes nowhere. */
    public static final AnswerTrace NONE = Recorder.none().trace(Ids.trace(), "", null);

    /** One node adds no more than so many; then they are counted. */
    private static final int MOST = 120;

    private final Recorder recorder;
    private final String traceId;
    private final String generationId;
    private final boolean sampled;
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    AnswerTrace(Recorder recorder, String traceId, String generationId, @Nullable TraceParent parent) {
        this.recorder = recorder;
        this.traceId = traceId;
        this.generationId = generationId;
        this.sampled = recorder.isSampled(traceId, parent);
    }

    /** Something has happened. */
    public Step now(StepType type) {
        return recorder.now(type);
    }

    public void add(Step step) {
        if (steps.incrementAndGet() <= MOST) {
            recorder.add(generationId, step);
        } else {
            recorder.omit(generationId, 1);
        }
    }

    /** A provider is about to be asked. @param prefixChars how much of the answer is given to be continued */
    public ProviderCall call(Asked asked, int prefixChars) {
        int number = calls.incrementAndGet();
        TraceParent place = new TraceParent(traceId, Ids.span(), sampled);
        Step step = now(StepType.REQUEST)
                .with("call", (long) number)
                .with("model", asked.model())
                .with("provider", asked.provider())
                .with("dialect", asked.dialect())
                .with("host", asked.host())
                .with("prefixChars", prefixChars == 0 ? null : (long) prefixChars)
                .with("span", place.spanId());
        add(step);
        return new ProviderCall(this, number, place, step.atMillis());
    }

    /** Who is asked. @param model as the provider calls it */
    public record Asked(String model, String provider, String dialect, String host) {}

    /** The circuit breaker refused a request. */
    public void breakerOpen(String model, long retryAfterMillis) {
        add(now(StepType.BREAKER_OPEN).with("model", model).with("retryAfterMs", retryAfterMillis));
    }
}
