package dev.parley.journal;

import dev.parley.protocol.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are written to one conversation together: all or none, under conditions that are checked in the same
 * transaction.
 *
 * @param opening who opens the conversation with these events, or null for one that exists
 * @param fence the generation in whose name they are written, or null
 * @param claim the generation that the writer takes from its owner, or null
 * @param at the sequence number the conversation must have before, or null for any
 * @param options JSON of what the user set for the generation that starts with these events
 * @param promptTokens an estimate of what the model is asked by that generation
 * @param note what else the traces of its answers are told
 */
public record Append(
        String conversationId,
        List<Event> events,
        @Nullable Opening opening,
        @Nullable Fence fence,
        @Nullable Claim claim,
        @Nullable Long at,
        String options,
        long promptTokens,
        Note note) {

    /** @param clientMessageId the client's id of the message that opens the conversation; opens it once */
    public record Opening(String ownerId, String clientMessageId) {}

    /**
     * Takes a generation that is open: its fence goes up by one, so that its owner can write no more.
     *
     * @param fence the fence it must have, its owner being this node or one without a lease: a takeover, after which
     *     this node owns it; or null to end it whoever owns it
     */
    public record Claim(String generationId, @Nullable Long fence) {}

    /** Writes nothing; wakes the writer. */
    static final Append NOTHING = new Append("", List.of(), null, null, null, null, "");

    private Append(
            String conversationId,
            List<Event> events,
            @Nullable Opening opening,
            @Nullable Fence fence,
            @Nullable Claim claim,
            @Nullable Long at,
            String options) {
        this(conversationId, events, opening, fence, claim, at, options, 0, Note.NONE);
    }

    public Append {
        events = List.copyOf(events);
    }

    /** The same, for a generation that asks this much. */
    public Append asking(long tokens) {
        return new Append(conversationId, events, opening, fence, claim, at, options, tokens, note);
    }

    /** The same, telling more to the traces of its answers. */
    public Append noting(Note more) {
        return new Append(conversationId, events, opening, fence, claim, at, options, promptTokens, more);
    }

    /** Writes nothing; what of the conversation is still in the {@link LiveFile} goes among its events. */
    static Append folding(String conversationId) {
        return new Append(conversationId, List.of(), null, null, null, null, "");
    }

    boolean isFolding() {
        return events.isEmpty();
    }

    /** Whether it is text alone. */
    boolean isText() {
        for (Event event : events) {
            if (!(event instanceof Event.Text)) {
                return false;
            }
        }
        return !events.isEmpty();
    }

    /** Whether it restores a conversation that was deleted; nothing else can be written to such a one by a user. */
    boolean isRestoring() {
        return events.stream().anyMatch(Event.ConversationRestored.class::isInstance);
    }

    /** In the name of a generation. */
    public static Append fenced(String conversationId, List<Event> events, Fence fence) {
        return new Append(conversationId, events, null, fence, null, null, "");
    }

    /** What a user does to a conversation, whatever it holds. */
    public static Append anyTime(String conversationId, Event event) {
        return new Append(conversationId, List.of(event), null, null, null, null, "");
    }

    /** What a user does, on the ground of what they see as of a sequence number. */
    public static Append at(String conversationId, long seq, List<Event> events, String options) {
        return new Append(conversationId, events, null, null, null, seq, options);
    }

    /** The first events of a conversation. */
    public static Append opening(String conversationId, Opening opening, List<Event> events, String options) {
        return new Append(conversationId, events, opening, null, null, null, options);
    }

    /** Ends a generation in the name of its user, whichever node owns it. */
    public static Append ending(String conversationId, Event.GenerationEnded end) {
        return new Append(conversationId, List.of(end), null, null, new Claim(end.generationId(), null), null, "");
    }

    /** Takes a generation over from a node that is gone, if nothing has been written since. */
    public static Append takingOver(String conversationId, Fence fence, long seq, List<Event> events) {
        return new Append(conversationId, events, null, null, new Claim(fence.generationId(), fence.number()), seq, "");
    }
}
