package dev.parley.provider.demo.wire;

/** The wire format of a request and of its answer. */
public enum Dialect {
    /** DashScope native, content is a string. */
    NATIVE_TEXT,
    /** DashScope native, content is an array of parts. */
    NATIVE_MULTIMODAL,
    /** OpenAI's chat completions as DashScope speaks them. */
    COMPATIBLE;

    public boolean isNative() {
        return this != COMPATIBLE;
    }
}
