package dev.parley.protocol;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A client frame that cannot be read. */
public final class FrameException extends ParleyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable String ref;

    FrameException(ErrorCode code, @Nullable String ref, String detail) {
        super(code, detail);
        this.ref = ref;
    }

    FrameException withRef(@Nullable String known) {
        return new FrameException(code(), known, String.valueOf(getMessage()));
    }

    /** The frame's ref, if that could be read. */
    public @Nullable String ref() {
        return ref;
    }
}
