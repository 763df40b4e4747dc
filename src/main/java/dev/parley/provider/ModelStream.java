package dev.parley.provider;

import org.jspecify.annotations.Nullable;

/** An answer as it arrives. One thread opens, reads and closes it; interrupting that thread ends the read. */
public interface ModelStream extends AutoCloseable {

    /**
     * Waits for what the model says next. The last event is {@link ModelEvent.Finished}, after it comes null.
     *
     * @throws ProviderException if the answer broke off, stalled or took too long
     */
    @Nullable
    ModelEvent next();

    /** Closes the provider's connection; idempotent. */
    @Override
    void close();
}
