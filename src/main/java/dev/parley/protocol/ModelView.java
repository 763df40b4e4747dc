package dev.parley.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a client sees of a model.
 *
 * @param circuit the state of its provider's circuit breaker, or null while that is closed
 * @param fallback the id of the model that answers in its place while it cannot, or null for none
 */
public record ModelView(
        String id,
        String label,
        String provider,
        boolean demo,
        boolean isDefault,
        boolean partial,
        boolean thinking,
        boolean incremental,
        @Nullable CircuitView circuit,
        @Nullable String fallback) {}
