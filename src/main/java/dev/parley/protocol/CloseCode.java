package dev.parley.protocol;

/** Why the server closes a socket, and what the browser does then. The closed catalogue of docs/protocol/asyncapi.yaml. */
public enum CloseCode {
    DONE(1000, Next.STAY_CLOSED),
    GOING_AWAY(1001, Next.RECONNECT),
    RESTARTING(1012, Next.RECONNECT),
    OVERLOADED(1013, Next.RECONNECT_LATER),
    PROTOCOL_VIOLATION(4400, Next.STAY_CLOSED),
    UNAUTHENTICATED(4401, Next.SIGN_IN),
    FORBIDDEN(4403, Next.STAY_CLOSED),
    IDLE(4408, Next.RECONNECT),
    TOO_LARGE(4413, Next.STAY_CLOSED),
    TOO_MANY(4429, Next.RECONNECT_LATER);

    /** What a client does after the close. */
    public enum Next {
        STAY_CLOSED,
        SIGN_IN,
        RECONNECT,
        RECONNECT_LATER
    }

    private final int code;
    private final Next next;

    CloseCode(int code, Next next) {
        this.code = code;
        this.next = next;
    }

    public int code() {
        return code;
    }

    public Next next() {
        return next;
    }
}
