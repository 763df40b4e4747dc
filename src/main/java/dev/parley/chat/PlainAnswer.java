package dev.parley.chat;

import dev.parley.journal.Subscription.Step;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.ErrorMessages;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns a conversation's events into the frames of the plain protocol. Not thread-safe. */
final class PlainAnswer {

    private final Locale locale;
    private @Nullable String messageId;
    private int sent;
    private boolean ended = true;

    PlainAnswer(Locale locale) {
        this.locale = locale;
    }

    List<String> frames(Step step) {
        List<String> frames = new ArrayList<>();
        if (step instanceof Step.Events events) {
            events.events().forEach(recorded -> event(recorded.event(), frames));
        } else if (step instanceof Step.Reset reset) {
            reset.snapshot().messages().stream()
                    .filter(message -> message.role() == Role.ASSISTANT)
                    .reduce((first, last) -> last)
                    .ifPresent(last -> catchUp(last, frames));
        } else if (step instanceof Step.Gone) {
            failure(ErrorInfo.of(ErrorCode.CONVERSATION_NOT_FOUND, ""), frames);
            frames.add("");
        }
        return frames;
    }

    private void event(Event event, List<String> frames) {
        if (event instanceof Event.MessageCreated created && created.role() == Role.ASSISTANT) {
            begin(created.messageId());
        } else if (event instanceof Event.Delta delta) {
            text(delta.text(), frames);
        } else if (event instanceof Event.MessageRestarted) {
            // What was sent cannot be taken back: the new text follows on a line of its own.
            if (sent > 0) {
                frames.add("\n\n");
            }
            sent = 0;
        } else if (event instanceof Event.GenerationEnded end) {
            end(end.state(), end.error(), frames);
        }
    }

    private void begin(String id) {
        if (!id.equals(messageId)) {
            sent = 0;
        }
        messageId = id;
        ended = false;
    }

    /** A delta must not look like a failure: its first character goes alone. */
    private void text(String text, List<String> frames) {
        sent += text.length();
        if (text.startsWith(PlainConnection.ERROR)) {
            frames.add(text.substring(0, 1));
            frames.add(text.substring(1));
        } else if (!text.isEmpty()) {
            frames.add(text);
        }
    }

    private void end(MessageState state, @Nullable ErrorInfo error, List<String> frames) {
        if (ended) {
            return;
        }
        ended = true;
        if (error != null && (state == MessageState.FAILED || state == MessageState.INTERRUPTED)) {
            failure(error, frames);
        }
        frames.add("");
    }

    private void failure(ErrorInfo error, List<String> frames) {
        frames.add(PlainConnection.ERROR + ErrorMessages.of(error.code(), locale));
    }

    /** The reader was so slow that its events are gone: it gets the rest of the newest answer. */
    private void catchUp(MessageView message, List<String> frames) {
        if (!message.id().equals(messageId)) {
            if (!ended) {
                frames.add("");
            }
            begin(message.id());
        }
        if (message.text().length() > sent) {
            text(message.text().substring(sent), frames);
        }
        if (message.state().terminal()) {
            end(message.state(), message.error(), frames);
        }
    }
}
