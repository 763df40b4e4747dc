package dev.parley.conversation;

import dev.parley.generation.Generations;
import dev.parley.identity.Owner;
import dev.parley.journal.Append;
import dev.parley.journal.Journal;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Rating;
import dev.parley.protocol.Role;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.WellFormed;
import dev.parley.provider.Models;
import dev.parley.trace.StopCause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What users do to their conversations beside talking: name, pin, archive, set up (model and options), rate, delete, restore. Everything is
 * an event, so that all tabs and devices see it. Thread-safe; blocks.
 *
 * <p>Notes: a change does not depend on what the conversation holds, so it is written whatever an answer writes meanwhile;
 * the journal itself refuses it once the conversation is deleted.
 */
@ApplicationScoped
public class Housekeeping {

    /** The longest title that a user can give, in UTF-16 units. */
    static final int TITLE_CHARS = 200;

    private final ConversationTable table;
    private final Journal journal;
    private final Models models;
    private final Stops stops;
    private final Trash trash;

    @Inject
    public Housekeeping(ConversationTable table, Journal journal, Generations generations, Models models, Trash trash) {
        this.table = table;
        this.journal = journal;
        this.models = models;
        this.stops = new Stops(journal, generations);
        this.trash = trash;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Housekeeping() {
        table = null;
        journal = null;
        models = null;
        stops = null;
        trash = null;
    }

    /**
     * Changes what is different; nothing is written if nothing is.
     *
     * @throws ParleyException if it is not theirs, or something is outside its range
     */
    public ConversationView change(Owner owner, String conversationId, ConversationChange wanted) {
        String title = wanted.title() == null ? null : title(wanted.title());
        if (wanted.options() != null) {
            Options.check(wanted.options());
        }
        String model =
                wanted.model() == null ? null : models.get(wanted.model()).id();
        return Decisions.stored(() -> {
            insist(owner, conversationId);
            ConversationView now = view(conversationId);
            Event.ConversationChanged changed = new Event.ConversationChanged(
                    changed(title, now.title()),
                    changed(model, now.model()),
                    changed(wanted.pinned(), now.pinned()),
                    changed(wanted.archived(), now.archived()),
                    changed(wanted.options(), now.options()),
                    title != null);
            if (changed.equals(new Event.ConversationChanged(null, null, null, null, null, title != null))) {
                return now;
            }
            append(conversationId, changed);
            return view(conversationId);
        });
    }

    private static <T> @Nullable T changed(@Nullable T wanted, @Nullable T now) {
        return Objects.equals(wanted, now) ? null : wanted;
    }

    /** @throws ParleyException if nothing is left of it, or too much */
    static String title(String wanted) {
        String title = WellFormed.text(wanted).replaceAll("\\p{Cntrl}", " ").strip();
        if (title.isEmpty() || title.length() > TITLE_CHARS) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_REQUEST, "title: must have 1 to " + TITLE_CHARS + " characters");
        }
        return title;
    }

    /**
     * Stops its answers and hides it from everybody; until it is purged it can be restored.
     *
     * @throws ParleyException if it is not theirs, or deleted already
     */
    public void delete(Owner owner, String conversationId) {
        delete(conversationId, () -> insist(owner, conversationId));
        trash.deleted(conversationId);
    }

    /** The same for good, whoever's it is. */
    void remove(String conversationId) {
        delete(conversationId, () -> {});
        trash.purge(conversationId);
    }

    private void delete(String conversationId, Runnable check) {
        Decisions.decide(() -> {
            check.run();
            Snapshot quiet = stops.stopped(Stops.current(journal, conversationId), StopCause.DELETION);
            return journal.appendAndWait(
                    Append.at(conversationId, quiet.seq(), List.of(new Event.ConversationDeleted()), ""),
                    Decisions.PATIENCE);
        });
    }

    /** @throws ParleyException if it is not theirs, not deleted, or purged */
    public ConversationView restore(Owner owner, String conversationId) {
        return Decisions.stored(() -> {
            if (!table.isDeleted(owner, conversationId)) {
                throw new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "not theirs, or not deleted");
            }
            append(conversationId, new Event.ConversationRestored());
            return view(conversationId);
        });
    }

    /**
     * @param rating null takes it back
     * @throws ParleyException if it is no answer of theirs
     */
    public void rate(Owner owner, String messageId, @Nullable Rating rating) {
        Decisions.stored(() -> {
            String conversationId = table.ofMessage(owner, messageId).orElseThrow(Housekeeping::noMessage);
            MessageView message = new Context(
                            Stops.current(journal, conversationId).messages())
                    .find(messageId)
                    .filter(one -> one.role() == Role.ASSISTANT)
                    .orElseThrow(Housekeeping::noMessage);
            if (!Objects.equals(message.rating(), rating)) {
                append(conversationId, new Event.MessageChanged(messageId, rating));
            }
            return messageId;
        });
    }

    private static ParleyException noMessage() {
        return new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "no answer of theirs");
    }

    private void append(String conversationId, Event event) {
        journal.appendAndWait(Append.anyTime(conversationId, event), Decisions.PATIENCE);
    }

    private ConversationView view(String conversationId) {
        return Stops.current(journal, conversationId).conversation();
    }

    private void insist(Owner owner, String conversationId) {
        if (!table.exists(owner, conversationId)) {
            throw new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "unknown or not theirs");
        }
    }
}
