package dev.parley.protocol;

import java.util.Arrays;
import java.util.Optional;

/** What a user thinks of an answer. */
public enum Rating {
    UP("up"),
    DOWN("down");

    private final String wire;

    Rating(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Optional<Rating> ofWire(String wire) {
        return Arrays.stream(values())
                .filter(rating -> rating.wire.equals(wire))
                .findFirst();
    }
}
