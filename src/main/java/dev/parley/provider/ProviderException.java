package dev.parley.provider;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model that cannot answer, translated into the catalogue. The message is for the operator's log and holds the
 * provider's own code and request id; a user never sees it.
 */
public class ProviderException extends ParleyException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String INTERRUPTED = "interrupted";

    private final boolean retryable;

    public ProviderException(
            ErrorCode code,
            boolean retryable,
            String detail,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(code, detail, retryAfter, cause);
        this.retryable = retryable;
    }

    /** Whether it is nobody's failure: the reading thread was told to give up. */
    boolean isInterrupted() {
        return INTERRUPTED.equals(getMessage());
    }

    /** Whether to try again before anything was shown. */
    public boolean retryable() {
        return retryable;
    }

    static ProviderException of(ErrorCode code, String detail, @Nullable Throwable cause) {
        return make(code, code.retryable(), detail, null, cause);
    }

    /** The reading thread was told to give up. */
    public static ProviderException interrupted(Exception e) {
        return make(ErrorCode.ANSWER_CUT_OFF, false, INTERRUPTED, null, e);
    }

    /** The answer is longer than is kept. */
    public static ProviderException tooLong(int chars) {
        return of(ErrorCode.ANSWER_TOO_LONG, "the answer is longer than " + chars + " characters", null);
    }

    static ProviderException unreadable(String detail) {
        return of(ErrorCode.MODEL_ANSWER_UNREADABLE, detail, null);
    }

    /** The exception class that fits the code: see {@link Down} and {@link Blip}. */
    static ProviderException make(
            ErrorCode code,
            boolean retryable,
            String detail,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        return switch (code) {
            case MODEL_UNAVAILABLE, MODEL_UNREACHABLE ->
                retryable && retryAfter == null
                        ? new Blip(code, detail, cause)
                        : new Down(code, retryable, detail, retryAfter, cause);
            case MODEL_OVERLOADED, MODEL_TIMEOUT, MODEL_STALLED -> new Down(code, retryable, detail, retryAfter, cause);
            default -> new ProviderException(code, retryable, detail, retryAfter, cause);
        };
    }

    /** The provider as a whole is in trouble: what the circuit breaker counts. */
    public static class Down extends ProviderException {
        @Serial
        private static final long serialVersionUID = 1L;

        Down(
                ErrorCode code,
                boolean retryable,
                String detail,
                @Nullable Duration retryAfter,
                @Nullable Throwable cause) {
            super(code, retryable, detail, retryAfter, cause);
        }
    }

    /** Trouble that often passes within a moment: tried again at once, unseen. */
    public static final class Blip extends Down {
        @Serial
        private static final long serialVersionUID = 1L;

        Blip(ErrorCode code, String detail, @Nullable Throwable cause) {
            super(code, true, detail, null, cause);
        }
    }
}
