package dev.parley.protocol;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that cannot be carried out, with its place in the catalogue. The message is for operators, not for users. */
public class ParleyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;
    private final boolean explained;

    public ParleyException(ErrorCode code, String detail) {
        this(code, detail, null, null);
    }

    public ParleyException(ErrorCode code, String detail, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        this(code, detail, retryAfter, cause, false);
    }

    private ParleyException(
            ErrorCode code,
            String detail,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause,
            boolean explained) {
        super(detail, cause);
        this.code = code;
        this.retryAfter = retryAfter;
        this.explained = explained;
    }

    /** One whose detail is for whoever asked: it says what is wrong with what they sent, and quotes nothing secret. */
    public static ParleyException explained(ErrorCode code, String detail) {
        return new ParleyException(code, detail, null, null, true);
    }

    /** The same, with the least time to wait before trying again. */
    public static ParleyException explained(ErrorCode code, String detail, Duration retryAfter) {
        return new ParleyException(code, detail, retryAfter, null, true);
    }

    public ErrorCode code() {
        return code;
    }

    /** The least time to wait before trying again, if known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    public ErrorInfo info(String traceId) {
        return new ErrorInfo(code, retryAfter, traceId, explained ? getMessage() : null);
    }
}
