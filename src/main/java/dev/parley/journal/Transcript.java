package dev.parley.journal;

import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Rating;
import dev.parley.protocol.Role;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.Timings;
import dev.parley.protocol.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    private boolean pinned;
    private boolean archived;
    private boolean deleted;
    private ConversationOptions options = ConversationOptions.NONE;
    private long chars;

    Transcript(String conversationId) {
        this.conversationId = conversationId;
    }

    /** A conversation as the tables hold it: events that its texts already contain are passed over. */
    Transcript(ConversationView head, boolean deleted, List<StoredMessage> stored) {
        this(head.id());
        this.deleted = deleted;
        pinned = head.pinned();
        archived = head.archived();
        options = head.options();
        title = head.title();
        model = head.model();
        createdAtMillis = head.createdAtMillis();
        updatedAtMillis = head.updatedAtMillis();
        for (StoredMessage one : stored) {
            messages.put(one.view().id(), new Message(one));
            chars += one.view().text().length() + one.view().reasoning().length();
        }
    }

    /** @param textSeq the event up to which the text is complete */
    record StoredMessage(MessageView view, long textSeq) {}

    void apply(Event.Recorded recorded) {
        long at = recorded.atMillis();
        Event event = recorded.event();
        if (event.type().isActivity() || createdAtMillis == 0) {
            updatedAtMillis = at;
        }
        createdAtMillis = createdAtMillis == 0 ? at : createdAtMillis;
        switch (event.type()) {
            case MESSAGE_CREATED -> create((Event.MessageCreated) event, at);
            case DELTA -> join(recorded.seq(), message(event), message(event).text, (Event.Text) event);
            case REASONING_DELTA -> join(recorded.seq(), message(event), message(event).reasoning, (Event.Text) event);
            case GENERATION_STARTED -> start((Event.GenerationStarted) event);
            case GENERATION_RETRYING -> message(event).state = MessageState.RETRYING;
            case GENERATION_CONTINUED -> message(event).state = MessageState.CONNECTING;
            case GENERATION_FALLBACK -> fallBack((Event.GenerationFallback) event);
            case MESSAGE_RESTARTED -> restart(recorded.seq(), message(event));
            case GENERATION_ENDED -> end((Event.GenerationEnded) event);
            case CONVERSATION_CHANGED -> change((Event.ConversationChanged) event);
            case MESSAGE_CHANGED -> message(event).rating = ((Event.MessageChanged) event).rating();
            case CONVERSATION_DELETED -> deleted = true;
            case CONVERSATION_RESTORED -> deleted = false;
        }
    }

    Snapshot snapshot(long seq) {
        return new Snapshot(
                seq, view(), messages.values().stream().map(Message::view).toList());
    }

    ConversationView view() {
        boolean generating = messages.values().stream().anyMatch(message -> !message.state.terminal());
        return new ConversationView(
                conversationId, title, model, createdAtMillis, updatedAtMillis, generating, pinned, archived, options);
    }

    /** Whether its owner has deleted it, and may still restore it. */
    boolean isDeleted() {
        return deleted;
    }

    /** The generations that have not ended. */
    List<String> running() {
        List<String> running = new ArrayList<>();
        for (Message message : messages.values()) {
            if (message.generationId != null && !message.state.terminal()) {
                running.add(message.generationId);
            }
        }
        return running;
    }

    /** UTF-16 units of all text together. */
    long chars() {
        return chars;
    }

    private void create(Event.MessageCreated created, long at) {
        if (!messages.containsKey(created.messageId())) {
            messages.put(created.messageId(), new Message(created, at));
            chars += created.text().length();
        }
    }

    private static void restart(long seq, Message message) {
        if (seq > message.textSeq) {
            message.text.setLength(0);
            message.reasoning.setLength(0);
        }
    }

    private void start(Event.GenerationStarted started) {
        Message message = message(started);
        message.state = MessageState.CONNECTING;
        if (!started.model().equals(message.model)) {
            message.fallbackFrom = null;
            message.fallbackCode = null;
        }
        message.model = started.model();
        message.generationId = started.generationId();
        message.traceId = started.traceId();
        message.error = null;
        message.finishReason = null;
    }

    /** Along a chain of fallbacks the model that was asked for, and why it did not answer, stay the first ones. */
    private void fallBack(Event.GenerationFallback fallback) {
        Message message = message(fallback);
        message.state = MessageState.CONNECTING;
        message.model = fallback.model();
        if (message.fallbackFrom == null) {
            message.fallbackFrom = fallback.from();
            message.fallbackCode = fallback.code();
        }
    }

    private void end(Event.GenerationEnded ended) {
        Message message = message(ended);
        message.state = ended.state();
        message.finishReason = ended.finishReason();
        message.usage = ended.usage() == null ? message.usage : ended.usage();
        message.error = ended.error();
        Timings timings = ended.timings();
        // One that is continued does not think again: what it thought, and for how long, stays.
        Duration reasoning = timings.reasoning() == null ? message.timings.reasoning() : timings.reasoning();
        message.timings = new Timings(timings.firstToken(), reasoning, timings.duration());
    }

    private void change(Event.ConversationChanged changed) {
        title = changed.title() == null ? title : changed.title();
        model = changed.model() == null ? model : changed.model();
        pinned = changed.pinned() == null ? pinned : changed.pinned();
        archived = changed.archived() == null ? archived : changed.archived();
        options = changed.options() == null ? options : changed.options();
    }

    private void join(long seq, Message message, StringBuilder text, Event.Text piece) {
        if (seq <= message.textSeq) {
            return;
        }
        message.state = MessageState.STREAMING;
        if (piece.offset() != text.length()) {
            throw new IllegalStateException("a delta at " + piece.offset() + " does not follow " + text.length());
        }
        text.append(piece.text());
        chars += piece.text().length();
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
        private final MessageView created;
        private final long textSeq;
        private final StringBuilder text;
        private final StringBuilder reasoning;
        private MessageState state;
        private @Nullable String model;
        private @Nullable String fallbackFrom;
        private @Nullable ErrorCode fallbackCode;
        private @Nullable String generationId;
        private @Nullable String traceId;
        private @Nullable FinishReason finishReason;
        private @Nullable Usage usage;
        private @Nullable ErrorInfo error;
        private @Nullable Rating rating;
        private Timings timings;

        Message(Event.MessageCreated created, long createdAtMillis) {
            this(new StoredMessage(Transcript.view(created, createdAtMillis), 0));
        }

        Message(StoredMessage stored) {
            created = stored.view();
            textSeq = stored.textSeq();
            text = new StringBuilder(created.text());
            reasoning = new StringBuilder(created.reasoning());
            state = created.state();
            model = created.model();
            fallbackFrom = created.fallbackFrom();
            fallbackCode = created.fallbackCode();
            generationId = created.generationId();
            traceId = created.traceId();
            finishReason = created.finishReason();
            usage = created.usage();
            error = created.error();
            rating = created.rating();
            timings = created.timings();
        }

        MessageView view() {
            return new MessageView(
                    created.id(),
                    created.parentId(),
                    created.role(),
                    text.toString(),
                    reasoning.toString(),
                    created.createdAtMillis(),
                    state,
                    model,
                    fallbackFrom,
                    fallbackCode,
                    created.clientMessageId(),
                    generationId,
                    traceId,
                    finishReason,
                    usage,
                    error,
                    rating,
                    timings);
        }
    }

    /** A message that has just been created. */
    static MessageView view(Event.MessageCreated created, long atMillis) {
        return new MessageView(
                created.messageId(),
                created.parentId(),
                created.role(),
                created.text(),
                "",
                atMillis,
                created.role() == Role.USER ? MessageState.COMPLETE : MessageState.QUEUED,
                created.model(),
                null,
                null,
                created.clientMessageId(),
                null,
                null,
                null,
                null,
                null);
    }
}
