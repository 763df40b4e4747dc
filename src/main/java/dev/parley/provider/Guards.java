package dev.parley.provider;

import dev.parley.platform.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

/**
 * One guarded bean class for each of the first providers, so that one provider's trouble does not close another's
 * circuit. Providers beyond the last class share them.
 */
@ApplicationScoped
public class Guards {

    /** In the order of the providers. */
    static final List<Class<? extends Guard>> CLASSES = List.of(First.class, Second.class, Third.class, Fourth.class);

    private final List<Guard> guards;

    @Inject
    public Guards(First first, Second second, Third third, Fourth fourth) {
        guards = List.of(first, second, third, fourth);
    }

    /** For the proxy. */
    protected Guards() {
        guards = List.of();
    }

    Guard of(int provider) {
        return guards.get(provider % guards.size());
    }

    /** The guard of a provider. */
    @ApplicationScoped
    public static class First extends Guard {
        @Inject
        public First(ProviderClients clients, Threads threads, Circuits circuits, ModelMeters meters) {
            super(clients, threads, circuits.of(0), meters);
        }

        /** For the proxy. */
        @SuppressWarnings("NullAway")
        protected First() {
            super(null, null, null, null);
        }

        @Override
        @Retry(
                maxRetries = QUICK_RETRIES,
                delay = QUICK_RETRY_DELAY_MILLIS,
                jitter = QUICK_RETRY_JITTER_MILLIS,
                retryOn = ProviderException.Blip.class)
        @CircuitBreaker(
                requestVolumeThreshold = BREAKER_VOLUME,
                delay = BREAKER_DELAY_MILLIS,
                successThreshold = BREAKER_SUCCESSES,
                failOn = ProviderException.Down.class)
        @Timeout(TIMEOUT_MILLIS)
        @Bulkhead(AT_ONCE)
        public ModelStream open(ChatRequest request) {
            return super.open(request);
        }
    }

    /** The guard of a provider. */
    @ApplicationScoped
    public static class Second extends Guard {
        @Inject
        public Second(ProviderClients clients, Threads threads, Circuits circuits, ModelMeters meters) {
            super(clients, threads, circuits.of(1), meters);
        }

        /** For the proxy. */
        @SuppressWarnings("NullAway")
        protected Second() {
            super(null, null, null, null);
        }

        @Override
        @Retry(
                maxRetries = QUICK_RETRIES,
                delay = QUICK_RETRY_DELAY_MILLIS,
                jitter = QUICK_RETRY_JITTER_MILLIS,
                retryOn = ProviderException.Blip.class)
        @CircuitBreaker(
                requestVolumeThreshold = BREAKER_VOLUME,
                delay = BREAKER_DELAY_MILLIS,
                successThreshold = BREAKER_SUCCESSES,
                failOn = ProviderException.Down.class)
        @Timeout(TIMEOUT_MILLIS)
        @Bulkhead(AT_ONCE)
        public ModelStream open(ChatRequest request) {
            return super.open(request);
        }
    }

    /** The guard of a provider. */
    @ApplicationScoped
    public static class Third extends Guard {
        @Inject
        public Third(ProviderClients clients, Threads threads, Circuits circuits, ModelMeters meters) {
            super(clients, threads, circuits.of(2), meters);
        }

        /** For the proxy. */
        @SuppressWarnings("NullAway")
        protected Third() {
            super(null, null, null, null);
        }

        @Override
        @Retry(
                maxRetries = QUICK_RETRIES,
                delay = QUICK_RETRY_DELAY_MILLIS,
                jitter = QUICK_RETRY_JITTER_MILLIS,
                retryOn = ProviderException.Blip.class)
        @CircuitBreaker(
                requestVolumeThreshold = BREAKER_VOLUME,
                delay = BREAKER_DELAY_MILLIS,
                successThreshold = BREAKER_SUCCESSES,
                failOn = ProviderException.Down.class)
        @Timeout(TIMEOUT_MILLIS)
        @Bulkhead(AT_ONCE)
        public ModelStream open(ChatRequest request) {
            return super.open(request);
        }
    }

    /** The guard of a provider. */
    @ApplicationScoped
    public static class Fourth extends Guard {
        @Inject
        public Fourth(ProviderClients clients, Threads threads, Circuits circuits, ModelMeters meters) {
            super(clients, threads, circuits.of(3), meters);
        }

        /** For the proxy. */
        @SuppressWarnings("NullAway")
        protected Fourth() {
            super(null, null, null, null);
        }

        @Override
        @Retry(
                maxRetries = QUICK_RETRIES,
                delay = QUICK_RETRY_DELAY_MILLIS,
                jitter = QUICK_RETRY_JITTER_MILLIS,
                retryOn = ProviderException.Blip.class)
        @CircuitBreaker(
                requestVolumeThreshold = BREAKER_VOLUME,
                delay = BREAKER_DELAY_MILLIS,
                successThreshold = BREAKER_SUCCESSES,
                failOn = ProviderException.Down.class)
        @Timeout(TIMEOUT_MILLIS)
        @Bulkhead(AT_ONCE)
        public ModelStream open(ChatRequest request) {
            return super.open(request);
        }
    }
}
