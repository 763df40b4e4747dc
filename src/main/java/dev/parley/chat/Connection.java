package dev.parley.chat;

import dev.parley.protocol.CloseCode;
import java.time.Duration;

/** One client's socket: what comes in, and what is done about it. */
interface Connection {

    /** A text frame has come in; called by one container thread at a time. */
    void received(String text);

    /** The way out to the client. */
    Outlet outlet();

    /** A pong has come in. */
    default void heard() {
        outlet().heard();
    }

    /** What clients are told of the models is not true any more. */
    default void modelsChanged() {}

    /** Looks after the connection, about once a second. */
    default void tick() {
        outlet().tick();
    }

    /** Tells the client that this node is about to stop, and when to come back; where the protocol can say so. */
    default void bye(Duration reconnectAfter) {}

    /** Ends it and frees what it holds; idempotent. */
    default void kill(CloseCode code, String reason) {
        outlet().kill(code, reason);
    }

    /** The socket is closed already: frees what it holds; idempotent. */
    default void gone() {
        outlet().gone();
    }

    default boolean isDead() {
        return outlet().isDead();
    }
}
