package dev.parley.journal;

import dev.parley.protocol.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A conversation to which nobody else writes meanwhile, and the events that it is about to get. For one thread. */
final class PlannedConversation {

    private final String id;
    private final List<Planned> planned = new ArrayList<>();
    private long lastSeq;
    private boolean deleted;

    PlannedConversation(String id, long lastSeq, boolean deleted) {
        this.id = id;
        this.lastSeq = lastSeq;
        this.deleted = deleted;
    }

    String id() {
        return id;
    }

    /** The last sequence number, that of the planned events included. */
    long lastSeq() {
        return lastSeq;
    }

    /** Its events lack text that has numbers already, up to this one. */
    void at(long seq) {
        lastSeq = seq;
    }

    /** Whether it is in the trash once the planned events are there. */
    boolean isDeleted() {
        return deleted;
    }

    List<Planned> planned() {
        return planned;
    }

    boolean isChanged() {
        return !planned.isEmpty();
    }

    /** Gives it the next number, unless it is text that grows into the event before; whether it got one. */
    boolean add(Event event, @Nullable Fence fence, Append append) {
        if (isChanged() && planned.get(planned.size() - 1).takes(event, fence)) {
            return false;
        }
        lastSeq++;
        planned.add(new Planned(lastSeq, event, fence, append));
        if (event instanceof Event.ConversationDeleted || event instanceof Event.ConversationRestored) {
            deleted = event instanceof Event.ConversationDeleted;
        }
        return true;
    }

    /** The planned events as they are written. */
    List<Event.Recorded> record(long atMillis) {
        return planned.stream().map(one -> one.recorded(atMillis)).toList();
    }
}
