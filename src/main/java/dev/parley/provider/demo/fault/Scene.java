package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.ChatRequest;
import dev.parley.provider.demo.wire.Completion;
import dev.parley.provider.demo.wire.Encoder;
import dev.parley.provider.demo.wire.Envelope;
import java.time.Instant;

/** Everything about the answer that a fault may look at. */
public record Scene(ChatRequest request, Completion completion, Encoder encoder, Envelope envelope, Instant now) {}
