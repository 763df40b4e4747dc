package dev.parley.protocol;

/** Who speaks in a message. */
public enum Role {
    USER("user"),
    ASSISTANT("assistant");

    private final String wire;

    Role(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Role ofWire(String wire) {
        return USER.wire.equals(wire) ? USER : ASSISTANT;
    }
}
