package dev.parley.provider.demo.wire;

import java.util.Arrays;
import java.util.Optional;

/** The models on offer; they say the same, one of them thinks first. */
public enum DemoModel {
    CHAT("demo-chat", false),
    THINKING("demo-thinking", true);

    private final String id;
    private final boolean thinks;

    DemoModel(String id, boolean thinks) {
        this.id = id;
        this.thinks = thinks;
    }

    public String id() {
        return id;
    }

    /** Whether the model can think, and does unless told not to. */
    public boolean thinks() {
        return thinks;
    }

    public static Optional<DemoModel> named(String id) {
        return Arrays.stream(values()).filter(model -> model.id.equals(id)).findFirst();
    }
}
