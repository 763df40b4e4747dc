package dev.parley.provider;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failure as the provider reported it, in any of its shapes, before translation.
 *
 * @param status the HTTP status, or the one the stream's comment or error object gives; 0 if unknown
 * @param code the provider's code, whatever its JSON type was; empty if none
 * @param type the provider's error type; empty if none
 * @param message the provider's text; for the log only, may quote the user
 * @param shouldRetry the provider's own word (x-should-retry), or null
 */
record ProviderFault(
        int status,
        String code,
        String type,
        String message,
        String requestId,
        @Nullable Duration retryAfter,
        @Nullable Boolean shouldRetry) {

    ProviderFault with(int newStatus, @Nullable Duration newRetryAfter, @Nullable Boolean newShouldRetry) {
        return new ProviderFault(newStatus, code, type, message, requestId, newRetryAfter, newShouldRetry);
    }

    /** For the operator's log: no message, because it may quote the user's words. */
    String describe() {
        return String.format(Locale.ROOT, "status=%d code=%s type=%s request_id=%s", status, code, type, requestId);
    }
}
