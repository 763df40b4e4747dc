package dev.parley.journal;

import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as its events make it: a pure function of them (docs/architecture.md). Not thread-safe.
 *
 * <p>It refuses a delta whose offset is not the length of the text so far (invariant I2).
 */
final class Transcript {

    private final String conversationId;
    private final Map<String, Message> messages = new LinkedHashMap<>();
    private String title = "";
    private @Nullable String model;
    private long createdAtMillis;
    private long updatedAtMillis;

    Transcript(String conversationId) {
        this.conversationId = conversationId;
    }

    void apply(Event.Recorded recorded) {
        long at = recorded.atMillis();
        createdAtMillis = createdAtMillis == 0 ? at : createdAtMillis;
        updatedAtMillis = at;
        Event event = recorded.event();
        switch (event.type()) {
            case MESSAGE_CREATED -> create((Event.MessageCreated) event, at);
            case DELTA -> {
                Message message = message(event);
                message.state = MessageState.STREAMING;
                join(message.text, (Event.Text) event);
            }
            case REASONING_DELTA -> {
                Message message = message(event);
                message.state = MessageState.STREAMING;
                join(message.reasoning, (Event.Text) event);
            }
            case GENERATION_STARTED -> start((Event.GenerationStarted) event);
            case GENERATION_RETRYING -> message(event).state = MessageState.RETRYING;
            case GENERATION_CONTINUED -> message(event).state = MessageState.CONNECTING;
            case MESSAGE_RESTARTED -> {
                message(event).text.setLength(0);
                message(event).reasoning.setLength(0);
            }
            case GENERATION_ENDED -> end((Event.GenerationEnded) event);
            case CONVERSATION_CHANGED -> change((Event.ConversationChanged) event);
            case CONVERSATION_DELETED -> messages.clear();
        }
    }

    Snapshot snapshot(long seq) {
        return new Snapshot(
                seq, view(), messages.values().stream().map(Message::view).toList());
    }

    ConversationView view() {
        boolean generating = messages.values().stream().anyMatch(message -> !message.state.terminal());
        return new ConversationView(conversationId, title, model, createdAtMillis, updatedAtMillis, generating);
    }

    private void create(Event.MessageCreated created, long at) {
        messages.put(created.messageId(), new Message(created, at));
    }

    private void start(Event.GenerationStarted started) {
        Message message = message(started);
        message.state = MessageState.CONNECTING;
        message.model = started.model();
        message.generationId = started.generationId();
        message.traceId = started.traceId();
        message.error = null;
        message.finishReason = null;
    }

    private void end(Event.GenerationEnded ended) {
        Message message = message(ended);
        message.state = ended.state();
        message.finishReason = ended.finishReason();
        message.usage = ended.usage() == null ? message.usage : ended.usage();
        message.error = ended.error();
    }

    private void change(Event.ConversationChanged changed) {
        title = changed.title() == null ? title : changed.title();
        model = changed.model() == null ? model : changed.model();
    }

    private static void join(StringBuilder text, Event.Text piece) {
        if (piece.offset() != text.length()) {
            throw new IllegalStateException("a delta at " + piece.offset() + " does not follow " + text.length());
        }
        text.append(piece.text());
    }

    private Message message(Event event) {
        Message message = messages.get(((Event.OfMessage) event).messageId());
        if (message == null) {
            throw new IllegalStateException("an event for a message that does not exist");
        }
        return message;
    }

    /** A message whose text is still growing. */
    private static final class Message {
        private final Event.MessageCreated created;
        private final long createdAtMillis;
        private final StringBuilder text;
        private final StringBuilder reasoning = new StringBuilder();
        private MessageState state;
        private @Nullable String model;
        private @Nullable String generationId;
        private @Nullable String traceId;
        private @Nullable FinishReason finishReason;
        private @Nullable Usage usage;
        private @Nullable ErrorInfo error;

        Message(Event.MessageCreated created, long createdAtMillis) {
            this.created = created;
            this.createdAtMillis = createdAtMillis;
            this.text = new StringBuilder(created.text());
            this.model = created.model();
            this.state = created.role() == Role.USER ? MessageState.COMPLETE : MessageState.QUEUED;
        }

        MessageView view() {
            return new MessageView(
                    created.messageId(),
                    created.parentId(),
                    created.role(),
                    text.toString(),
                    reasoning.toString(),
                    createdAtMillis,
                    state,
                    model,
                    created.clientMessageId(),
                    generationId,
                    traceId,
                    finishReason,
                    usage,
                    error);
        }
    }
}
