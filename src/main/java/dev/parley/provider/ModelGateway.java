package dev.parley.provider;

import dev.parley.protocol.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/** Where answers come from. */
@ApplicationScoped
public class ModelGateway {

    private final Models models;
    private final Guards guards;
    private final Circuits circuits;
    private final ModelMeters meters;

    @Inject
    public ModelGateway(Models models, Guards guards, Circuits circuits, ModelMeters meters) {
        this.models = models;
        this.guards = guards;
        this.circuits = circuits;
        this.meters = meters;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ModelGateway() {
        models = null;
        guards = null;
        circuits = null;
        meters = null;
    }

    /**
     * Asks the model and waits for the first event of its answer. Blocks: call it in a thread of {@code
     * Threads.blocking()}, read and close the stream in the same one; interrupting that thread gives up.
     *
     * @throws ProviderException if the model does not begin to answer; while its circuit is open with the time until a
     *     request may try again
     */
    public ModelStream open(ChatRequest request) {
        ModelMeters.Measured measured = meters.begin(request.model());
        try {
            ModelStream stream = guarded(request);
            measured.began();
            return new MeasuredStream(stream, measured);
        } catch (ProviderException e) {
            measured.ended(
                    Thread.currentThread().isInterrupted()
                            ? "cancelled"
                            : e.code().wire());
            throw e;
        } catch (RuntimeException e) {
            measured.ended(ErrorCode.INTERNAL.wire());
            throw e;
        }
    }

    private ModelStream guarded(ChatRequest request) {
        int provider = models.number(request.model().provider());
        try {
            return guards.of(provider).open(request);
        } catch (CircuitBreakerOpenException e) {
            Duration wait = circuits.of(provider).refused();
            request.trace().breakerOpen(request.model().id(), wait.toMillis());
            throw ProviderException.make(ErrorCode.CIRCUIT_OPEN, true, "the circuit breaker is open", wait, e);
        } catch (BulkheadException e) {
            throw ProviderException.of(ErrorCode.TOO_MANY_GENERATIONS, "too many answers begin at once", e);
        } catch (TimeoutException e) {
            throw ProviderException.of(ErrorCode.MODEL_TIMEOUT, "no first event in time", e);
        }
    }
}
