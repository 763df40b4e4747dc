package dev.parley.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a conversation. What a browser shows is a pure function of these.
 *
 * <p>An event's sequence number and time are given by the journal: see {@link Recorded}.
 */
public sealed interface Event {

    EventType type();

    /** An event about one message. */
    sealed interface OfMessage extends Event {
        String messageId();
    }

    /** An event about one run of a model. */
    sealed interface OfGeneration extends OfMessage {
        String generationId();
    }

    /** Text that is joined to a message. */
    sealed interface Text extends OfMessage {
        /** UTF-16 length of the text before this piece. */
        int offset();

        String text();

        /** The same place with another text. */
        Text withText(String other);
    }

    record MessageCreated(
            String messageId,
            @Nullable String parentId,
            Role role,
            String text,
            @Nullable String clientMessageId,
            @Nullable String model)
            implements OfMessage {
        @Override
        public EventType type() {
            return EventType.MESSAGE_CREATED;
        }
    }

    record GenerationStarted(String generationId, String messageId, String model, String traceId)
            implements OfGeneration {
        @Override
        public EventType type() {
            return EventType.GENERATION_STARTED;
        }
    }

    record ReasoningDelta(String messageId, int offset, String text) implements Text {
        @Override
        public EventType type() {
            return EventType.REASONING_DELTA;
        }

        @Override
        public Text withText(String other) {
            return new ReasoningDelta(messageId, offset, other);
        }
    }

    record Delta(String messageId, int offset, String text) implements Text {
        @Override
        public EventType type() {
            return EventType.DELTA;
        }

        @Override
        public Text withText(String other) {
            return new Delta(messageId, offset, other);
        }
    }

    /** @param attempt the attempt that follows after the delay, from 2 */
    record GenerationRetrying(
            String generationId, String messageId, int attempt, int of, Duration delay, ErrorCode code)
            implements OfGeneration {
        @Override
        public EventType type() {
            return EventType.GENERATION_RETRYING;
        }
    }

    record GenerationContinued(String generationId, String messageId, int attempt) implements OfGeneration {
        @Override
        public EventType type() {
            return EventType.GENERATION_CONTINUED;
        }
    }

    /**
     * From now on another model, declared by the operator, answers instead of the one that was asked.
     *
     * @param from the model that cannot answer
     * @param model the model that is asked next
     * @param code why
     */
    record GenerationFallback(String generationId, String messageId, String from, String model, ErrorCode code)
            implements OfGeneration {
        @Override
        public EventType type() {
            return EventType.GENERATION_FALLBACK;
        }
    }

    /** The message's text so far is void: a new run replaces it. */
    record MessageRestarted(String messageId) implements OfMessage {
        @Override
        public EventType type() {
            return EventType.MESSAGE_RESTARTED;
        }
    }

    /** @param timings given by the journal when it is written */
    record GenerationEnded(
            String generationId,
            String messageId,
            MessageState state,
            @Nullable FinishReason finishReason,
            @Nullable Usage usage,
            @Nullable ErrorInfo error,
            Timings timings)
            implements OfGeneration {
        public GenerationEnded(
                String generationId,
                String messageId,
                MessageState state,
                @Nullable FinishReason finishReason,
                @Nullable Usage usage,
                @Nullable ErrorInfo error) {
            this(generationId, messageId, state, finishReason, usage, error, Timings.NONE);
        }

        public GenerationEnded {
            if (!state.terminal()) {
                throw new IllegalArgumentException("a generation cannot end as " + state.wire());
            }
        }

        public GenerationEnded withTimings(Timings known) {
            return new GenerationEnded(generationId, messageId, state, finishReason, usage, error, known);
        }

        @Override
        public EventType type() {
            return EventType.GENERATION_ENDED;
        }
    }

    /** @param rating null takes it back */
    record MessageChanged(String messageId, @Nullable Rating rating) implements OfMessage {
        @Override
        public EventType type() {
            return EventType.MESSAGE_CHANGED;
        }
    }

    /**
     * What is null has not changed.
     *
     * @param byUser whether a user chose the title, so that it is not made automatically any more; not told to clients
     */
    record ConversationChanged(
            @Nullable String title,
            @Nullable String model,
            @Nullable Boolean pinned,
            @Nullable Boolean archived,
            @Nullable ConversationOptions options,
            boolean byUser)
            implements Event {
        /** What Parley itself changes. */
        public ConversationChanged(@Nullable String title, @Nullable String model) {
            this(title, model, null, null, null, false);
        }

        @Override
        public EventType type() {
            return EventType.CONVERSATION_CHANGED;
        }
    }

    record ConversationDeleted() implements Event {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_DELETED;
        }
    }

    record ConversationRestored() implements Event {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_RESTORED;
        }
    }

    /**
     * An event in its place in the journal.
     *
     * @param seq dense per conversation, from 1; of joined text the last one
     * @param atMillis wall-clock milliseconds since 1970
     */
    record Recorded(long seq, long atMillis, Event event) {}
}
