package dev.parley.protocol;

/** Where a message is. An assistant message follows its generation; the last four are terminal. */
public enum MessageState {
    QUEUED("queued", false),
    CONNECTING("connecting", false),
    STREAMING("streaming", false),
    RETRYING("retrying", false),
    /** The provider sent a terminal finish reason. */
    COMPLETE("complete", true),
    /** The user stopped it; the text is kept. */
    STOPPED("stopped", true),
    /** It broke off after text had arrived; the text is kept. */
    INTERRUPTED("interrupted", true),
    /** It never brought any text. */
    FAILED("failed", true);

    private final String wire;
    private final boolean terminal;

    MessageState(String wire, boolean terminal) {
        this.wire = wire;
        this.terminal = terminal;
    }

    public String wire() {
        return wire;
    }

    public boolean terminal() {
        return terminal;
    }
}
