package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.protocol.ServerFrame.Ack;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a conversation beside its journal. Its monitor is held while a command changes it, so that commands
 * on one conversation follow one another.
 */
final class Conversation {

    private final String id;
    private final Owner owner;
    private final Map<String, Ack> acks = new HashMap<>();
    private @Nullable String generationId;

    Conversation(String id, Owner owner) {
        this.id = id;
        this.owner = owner;
    }

    String id() {
        return id;
    }

    boolean isOf(Owner asking) {
        return owner.id().equals(asking.id());
    }

    /** What was answered to this message before, or null. */
    @Nullable
    Ack ackOf(String clientMessageId) {
        return acks.get(clientMessageId);
    }

    void answered(String clientMessageId, Ack ack) {
        acks.put(clientMessageId, ack);
    }

    /** The newest generation, running or not, or null. */
    @Nullable
    String generationId() {
        return generationId;
    }

    void generating(String newest) {
        generationId = newest;
    }
}
