package dev.parley.chat;

import dev.parley.protocol.CloseCode;

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

    /** Looks after the connection, about once a second. */
    default void tick() {
        outlet().tick();
    }

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
