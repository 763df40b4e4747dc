package dev.parley.generation;

import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelStream;

/** Asks a model and waits for its first event: the gateway, or a test's model. */
@FunctionalInterface
public interface Opener {
    ModelStream open(ChatRequest request);
}
