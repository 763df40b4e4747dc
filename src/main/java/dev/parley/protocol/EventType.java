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
    MESSAGE_CHANGED("message-changed"),
    CONVERSATION_CHANGED("conversation-changed"),
    CONVERSATION_DELETED("conversation-deleted"),
    CONVERSATION_RESTORED("conversation-restored");

    private final String wire;

    EventType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** Whether it makes its conversation a recent one: what is said does, what is tidied does not. */
    public boolean isActivity() {
        return switch (this) {
            case MESSAGE_CREATED,
                    GENERATION_STARTED,
                    REASONING_DELTA,
                    DELTA,
                    GENERATION_RETRYING,
                    GENERATION_CONTINUED,
                    GENERATION_FALLBACK,
                    MESSAGE_RESTARTED,
                    GENERATION_ENDED -> true;
            case MESSAGE_CHANGED, CONVERSATION_CHANGED, CONVERSATION_DELETED, CONVERSATION_RESTORED -> false;
        };
    }
}
