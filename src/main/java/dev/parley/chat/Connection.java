package dev.parley.chat;

import dev.parley.protocol.CloseCode;

/** One client's socket: what comes in, and what is done about it. */
interface Connection {

    /** A text frame has come in; called by one container thread at a time. */
    void received(String text);

    /** A pong has come in. */
    void heard();

    /** Looks after the connection, about once a second. */
    void tick();

    /** Ends it and frees what it holds; idempotent. */
    void kill(CloseCode code, String reason);

    /** The socket is closed already: frees what it holds; idempotent. */
    void gone();

    boolean isDead();
}
