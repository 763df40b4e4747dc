package dev.parley.chat;

import dev.parley.protocol.ErrorCategory;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import java.util.Optional;
import java.util.logging.Level;

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

    /** How loud a refused command is logged: what its sender can do often, quietly. */
    static Level level(ErrorCode code) {
        return switch (code) {
            case STORAGE_UNAVAILABLE, TOO_MANY_GENERATIONS, SERVER_OVERLOADED, SERVER_RESTARTING -> Level.INFO;
            default -> code.category() == ErrorCategory.SYSTEM ? Level.WARNING : Level.FINE;
        };
    }

    /** The HTTP status that goes with it. */
    static int status(ErrorInfo error) {
        return switch (error.code()) {
            case CONVERSATION_NOT_FOUND,
                    MESSAGE_NOT_FOUND,
                    GENERATION_NOT_FOUND,
                    SHARE_NOT_FOUND,
                    NOT_FOUND,
                    INVITATION_NOT_FOUND,
                    USER_NOT_FOUND -> 404;
            case SESSION_EXPIRED,
                    SIGN_IN_REQUIRED,
                    SIGN_IN_FAILED,
                    SESSION_INVALID,
                    SIGNED_OUT,
                    TOKEN_INVALID,
                    TOKEN_EXPIRED -> 401;
            case NAME_TAKEN, LAST_ADMIN -> 409;
            case TOO_MANY_ATTEMPTS, TOO_MANY_MESSAGES, TOO_MANY_ANSWERS, TOO_MANY_SOCKETS, QUOTA_REACHED -> 429;
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
