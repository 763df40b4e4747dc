package dev.parley.protocol;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error as a client sees it: what happened, whether to try again and when, and the id that leads an operator to it.
 *
 * @param retryAfter the least time to wait before trying again, if known
 * @param traceId 32 hexadecimal digits
 * @param detail what exactly is wrong with what a user or their program sent, in plain English; null where the code
 *     says it all
 */
public record ErrorInfo(
        ErrorCode code,
        @Nullable Duration retryAfter,
        String traceId,
        @Nullable String detail) {

    public ErrorInfo(ErrorCode code, @Nullable Duration retryAfter, String traceId) {
        this(code, retryAfter, traceId, null);
    }

    public static ErrorInfo of(ErrorCode code, String traceId) {
        return new ErrorInfo(code, null, traceId);
    }

    /** The user message in Chinese for a Chinese locale, else in English. */
    public String message(Locale locale) {
        return ErrorMessages.of(code, locale);
    }
}
