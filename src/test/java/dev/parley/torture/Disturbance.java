package dev.parley.torture;

/**
 * What can be done to a conversation; its seed draws one to six of these. A new one goes to the end, and changes what
 * every seed means.
 */
enum Disturbance {
    // Between client and server, on bytes.
    CUT,
    RESET,
    HALF_OPEN,
    STALL,
    SLOW_READER,
    DELAY,
    SPLIT,
    // What a client may do, sensibly or not.
    LOST_ACK,
    DUPLICATE_SEND,
    COMMANDS_BEFORE_HELLO,
    SUBSCRIBE_TWICE,
    REWIND,
    VOID_CURSOR,
    FUTURE_CURSOR,
    NO_CURSOR,
    UNSUBSCRIBE,
    GO_AWAY,
    SECOND_CLIENT,
    STOP,
    STOP_AND_CONTINUE,
    REGENERATE,
    // Between server and model, before the first token.
    PROVIDER_REFUSAL,
    PROVIDER_CUT_EARLY,
    PROVIDER_STALL_EARLY,
    // Between server and model, anywhere, without loss.
    PROVIDER_SPLIT,
    PROVIDER_DELAY,
    PROVIDER_PAUSE,
    // Between server and model, in the middle of an answer.
    PROVIDER_CUT,
    PROVIDER_STALL;

    boolean onNetwork() {
        return ordinal() <= SPLIT.ordinal();
    }

    boolean midwayAtClient() {
        return ordinal() >= SUBSCRIBE_TWICE.ordinal() && ordinal() <= STOP_AND_CONTINUE.ordinal();
    }

    boolean atProvider() {
        return ordinal() >= PROVIDER_REFUSAL.ordinal();
    }

    /** The provider's connection breaks after text has been shown. */
    boolean breaksAnswer() {
        return this == PROVIDER_CUT || this == PROVIDER_STALL;
    }
}
