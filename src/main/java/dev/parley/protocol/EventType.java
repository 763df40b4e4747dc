package dev.parley.protocol;

/** The names of events on the wire. */
public enum EventType {
    MESSAGE_CREATED("message-created"),
    GENERATION_STARTED("generation-started"),
    REASONING_DELTA("reasoning-delta"),
    DELTA("delta"),
    GENERATION_RETRYING("generation-retrying"),
    GENERATION_CONTINUED("generation-continued"),
    GENERATION_FALLBACK("generation-fallback"),
    MESSAGE_RESTARTED("message-restarted"),
    GENERATION_ENDED("generation-ended"),
    CONVERSATION_CHANGED("conversation-changed"),
    CONVERSATION_DELETED("conversation-deleted");

    private final String wire;

    EventType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
