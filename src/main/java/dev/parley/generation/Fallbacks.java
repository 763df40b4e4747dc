package dev.parley.generation;

import dev.parley.protocol.ErrorCode;
import dev.parley.provider.ModelSpec;
import java.util.Optional;

/** Says which model answers in place of one that does not. */
@FunctionalInterface
interface Fallbacks {

    /** @param mayRetry whether the same model is about to be asked again */
    Optional<ModelSpec> of(ModelSpec model, ErrorCode code, boolean mayRetry);
}
