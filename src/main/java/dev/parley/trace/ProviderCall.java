package dev.parley.trace;

import dev.parley.platform.TraceParent;
import org.jspecify.annotations.Nullable;

/** One request to a provider, as its trace sees it. For the thread that makes it. */
public final class ProviderCall {

    private final AnswerTrace trace;
    private final int number;
    private final TraceParent place;
    private final long beganAtMillis;
    private boolean answering;

    ProviderCall(AnswerTrace trace, int number, TraceParent place, long beganAtMillis) {
        this.trace = trace;
        this.number = number;
        this.place = place;
        this.beganAtMillis = beganAtMillis;
    }

    /** What the provider is sent, so that its own trace goes on from here. */
    public String traceparent() {
        return place.header();
    }

    /** Something of the answer is here. @param requestId the provider's, or empty */
    public void answers(int status, String requestId) {
        answering = true;
        trace.add(step(StepType.FIRST_TOKEN, status, requestId));
    }

    /** It did not begin to answer, or broke off. @param status 0 if there was no response */
    public void failed(String code, int status, @Nullable String requestId) {
        trace.add(step(answering ? StepType.CUT : StepType.REFUSED, status, requestId)
                .with("code", code));
    }

    private Step step(StepType type, int status, @Nullable String requestId) {
        Step step = trace.now(type);
        return step.with("call", (long) number)
                .with("status", status == 0 ? null : (long) status)
                .with("requestId", requestId)
                .with("afterMs", Math.max(0, step.atMillis() - beganAtMillis));
    }
}
