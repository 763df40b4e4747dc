package dev.parley.provider;

import dev.parley.platform.Threads;
import java.time.Clock;

/**
 * Opens a stream up to its first model event, under MicroProfile Fault Tolerance: until then nothing has been shown and
 * repeating is harmless. MicroProfile keeps one circuit breaker for each method of each bean class, so every provider
 * gets a bean class of its own from {@link Guards}.
 *
 * <p>The figures can be changed by MicroProfile's own keys, such as {@code
 * dev.parley.provider.Guards$First/open/CircuitBreaker/delay}.
 */
public abstract class Guard {

    static final int AT_ONCE = 512;
    static final int QUICK_RETRIES = 1;
    static final long QUICK_RETRY_DELAY_MILLIS = 200;
    static final long QUICK_RETRY_JITTER_MILLIS = 100;
    static final long TIMEOUT_MILLIS = 150_000;
    static final int BREAKER_VOLUME = 20;
    static final long BREAKER_DELAY_MILLIS = 10_000;
    static final int BREAKER_SUCCESSES = 2;

    private final ProviderClients clients;
    private final Threads threads;
    private final Circuit circuit;
    private final ModelMeters meters;

    /** @param circuit sees what passes the breaker */
    Guard(ProviderClients clients, Threads threads, Circuit circuit, ModelMeters meters) {
        this.clients = clients;
        this.threads = threads;
        this.circuit = circuit;
        this.meters = meters;
    }

    /** Blocks until the first model event. Throws {@link ProviderException} or what the annotations throw. */
    public ModelStream open(ChatRequest request) {
        try {
            return circuit.watch(() -> ResponseStream.open(clients, request, threads, Clock.systemUTC()));
        } catch (ProviderException.Blip e) {
            meters.blip(e.code());
            throw e;
        }
    }
}
