package dev.parley.provider;

import dev.parley.protocol.FinishReason;
import dev.parley.protocol.Usage;
import org.jspecify.annotations.Nullable;

/** What a model says, whatever its provider's dialect. */
public sealed interface ModelEvent {

    /** More of the answer; never empty, never ending in half a surrogate pair unless the provider's own text does. */
    record Text(String text) implements ModelEvent {}

    /** More of the reasoning before the answer; never empty. */
    record Reasoning(String text) implements ModelEvent {}

    /** The provider has rewritten the answer: the text so far is void, the reasoning stands. */
    record Restarted() implements ModelEvent {}

    /** The answer is whole. Nothing follows. */
    record Finished(
            FinishReason reason, String rawReason, @Nullable Usage usage) implements ModelEvent {}
}
