package dev.parley.protocol;

/** Why the model ended its answer (docs/providers.md 4). */
public enum FinishReason {
    STOP("stop"),
    LENGTH("length"),
    CONTENT_FILTER("content-filter"),
    TOOL_CALLS("tool-calls"),
    OTHER("other");

    private final String wire;

    FinishReason(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
