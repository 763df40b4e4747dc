package dev.parley.chat;

import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import java.util.Optional;

/** HTTP answers that report an error: {@code {"error": {...}}}, as in error frames, and what goes with it. */
final class ErrorBodies {

    private ErrorBodies() {}

    static String json(ErrorInfo error) {
        return Json.text(json -> {
            json.writeStartObject();
            ViewWriter.error(json, "error", error);
            json.writeEnd();
        });
    }

    /** The HTTP status that goes with it. */
    static int status(ErrorInfo error) {
        return switch (error.code()) {
            case CONVERSATION_NOT_FOUND, MESSAGE_NOT_FOUND, GENERATION_NOT_FOUND, SHARE_NOT_FOUND, NOT_FOUND -> 404;
            case SESSION_EXPIRED -> 401;
            case ORIGIN_REFUSED -> 403;
            default ->
                switch (error.code().category()) {
                    case VALIDATION -> 400;
                    case AUTH -> 403;
                    case TEMPORARY -> 503;
                    case SYSTEM, UNKNOWN -> 500;
                };
        };
    }

    /** The value of {@code Retry-After}, in whole seconds, where the time is known. */
    static Optional<String> retryAfter(ErrorInfo error) {
        return Optional.ofNullable(error.retryAfter())
                .map(delay -> String.valueOf(Math.max(1, delay.plusMillis(999).toSeconds())));
    }
}
