package dev.parley.protocol;

/** What a client sees of a model. */
public record ModelView(
        String id,
        String label,
        String provider,
        boolean demo,
        boolean isDefault,
        boolean partial,
        boolean thinking,
        boolean incremental) {}
