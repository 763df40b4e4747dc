package dev.parley.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The closed catalogue of what can go wrong, as clients see it. The user messages stand in
 * {@code errors_en.properties} and {@code errors_zh_CN.properties} under the wire name.
 */
public enum ErrorCode {
    // The model provider.
    RATE_LIMITED("rate-limited", ErrorCategory.TEMPORARY, true),
    MODEL_OVERLOADED("model-overloaded", ErrorCategory.TEMPORARY, true),
    MODEL_UNAVAILABLE("model-unavailable", ErrorCategory.TEMPORARY, true),
    MODEL_TIMEOUT("model-timeout", ErrorCategory.TEMPORARY, true),
    CIRCUIT_OPEN("circuit-open", ErrorCategory.TEMPORARY, true),
    TOO_MANY_GENERATIONS("too-many-generations", ErrorCategory.TEMPORARY, true),
    /** The stream ended or broke before a finish reason: what arrived is kept. */
    ANSWER_CUT_OFF("answer-cut-off", ErrorCategory.TEMPORARY, true),
    MODEL_STALLED("model-stalled", ErrorCategory.TEMPORARY, true),
    ANSWER_TOO_LONG("answer-too-long", ErrorCategory.VALIDATION, false),
    CONTENT_BLOCKED("content-blocked", ErrorCategory.VALIDATION, false),
    CONTEXT_TOO_LONG("context-too-long", ErrorCategory.VALIDATION, false),
    MODEL_REQUEST_REJECTED("model-request-rejected", ErrorCategory.SYSTEM, false),
    MODEL_KEY_REJECTED("model-key-rejected", ErrorCategory.SYSTEM, false),
    MODEL_ACCESS_DENIED("model-access-denied", ErrorCategory.SYSTEM, false),
    MODEL_ACCOUNT_BLOCKED("model-account-blocked", ErrorCategory.SYSTEM, false),
    MODEL_NOT_FOUND("model-not-found", ErrorCategory.SYSTEM, false),
    MODEL_UNREACHABLE("model-unreachable", ErrorCategory.TEMPORARY, true),
    MODEL_MISCONFIGURED("model-misconfigured", ErrorCategory.SYSTEM, false),
    MODEL_ANSWER_UNREADABLE("model-answer-unreadable", ErrorCategory.SYSTEM, false),
    /** An error that is not in any table: never retried blindly. */
    MODEL_FAILED("model-failed", ErrorCategory.UNKNOWN, false),
    // The conversation.
    CONVERSATION_NOT_FOUND("conversation-not-found", ErrorCategory.VALIDATION, false),
    MESSAGE_NOT_FOUND("message-not-found", ErrorCategory.VALIDATION, false),
    GENERATION_NOT_FOUND("generation-not-found", ErrorCategory.VALIDATION, false),
    CONTINUE_NOT_POSSIBLE("continue-not-possible", ErrorCategory.VALIDATION, false),
    UNKNOWN_MODEL("unknown-model", ErrorCategory.VALIDATION, false),
    INVALID_OPTIONS("invalid-options", ErrorCategory.VALIDATION, false),
    INVALID_REQUEST("invalid-request", ErrorCategory.VALIDATION, false),
    IMPORT_INVALID("import-invalid", ErrorCategory.VALIDATION, false),
    SHARE_NOT_FOUND("share-not-found", ErrorCategory.VALIDATION, false),
    TEXT_EMPTY("text-empty", ErrorCategory.VALIDATION, false),
    TEXT_TOO_LONG("text-too-long", ErrorCategory.VALIDATION, false),
    TOO_MANY_CONVERSATIONS("too-many-conversations", ErrorCategory.VALIDATION, false),
    CONVERSATION_FULL("conversation-full", ErrorCategory.VALIDATION, false),
    TOO_MANY_SUBSCRIPTIONS("too-many-subscriptions", ErrorCategory.VALIDATION, false),
    // The protocol.
    BAD_FRAME("bad-frame", ErrorCategory.VALIDATION, false),
    UNKNOWN_FRAME_TYPE("unknown-frame-type", ErrorCategory.VALIDATION, false),
    NOT_FOUND("not-found", ErrorCategory.VALIDATION, false),
    METHOD_NOT_ALLOWED("method-not-allowed", ErrorCategory.VALIDATION, false),
    // Access.
    ORIGIN_REFUSED("origin-refused", ErrorCategory.AUTH, false),
    SESSION_EXPIRED("session-expired", ErrorCategory.AUTH, false),
    SIGN_IN_REQUIRED("sign-in-required", ErrorCategory.AUTH, false),
    SESSION_INVALID("session-invalid", ErrorCategory.AUTH, false),
    SIGNED_OUT("signed-out", ErrorCategory.AUTH, false),
    TOKEN_INVALID("token-invalid", ErrorCategory.AUTH, false),
    TOKEN_EXPIRED("token-expired", ErrorCategory.AUTH, false),
    SIGN_IN_FAILED("sign-in-failed", ErrorCategory.AUTH, false),
    ACCOUNT_DISABLED("account-disabled", ErrorCategory.AUTH, false),
    EMAIL_NOT_VERIFIED("email-not-verified", ErrorCategory.AUTH, false),
    TERMS_NOT_ACCEPTED("terms-not-accepted", ErrorCategory.AUTH, false),
    NOT_ALLOWED("not-allowed", ErrorCategory.AUTH, false),
    TOO_MANY_ATTEMPTS("too-many-attempts", ErrorCategory.TEMPORARY, true),
    INVALID_NAME("invalid-name", ErrorCategory.VALIDATION, false),
    NAME_TAKEN("name-taken", ErrorCategory.VALIDATION, false),
    PASSWORD_TOO_WEAK("password-too-weak", ErrorCategory.VALIDATION, false),
    INVITATION_NOT_FOUND("invitation-not-found", ErrorCategory.VALIDATION, false),
    USER_NOT_FOUND("user-not-found", ErrorCategory.VALIDATION, false),
    LAST_ADMIN("last-admin", ErrorCategory.VALIDATION, false),
    // Limits of one user or address.
    TOO_MANY_MESSAGES("too-many-messages", ErrorCategory.TEMPORARY, true),
    TOO_MANY_ANSWERS("too-many-answers", ErrorCategory.TEMPORARY, true),
    TOO_MANY_SOCKETS("too-many-sockets", ErrorCategory.TEMPORARY, true),
    QUOTA_REACHED("quota-reached", ErrorCategory.TEMPORARY, true),
    // The rest.
    SERVER_RESTARTING("server-restarting", ErrorCategory.TEMPORARY, true),
    STORAGE_UNAVAILABLE("storage-unavailable", ErrorCategory.TEMPORARY, true),
    SERVER_OVERLOADED("server-overloaded", ErrorCategory.TEMPORARY, true),
    INTERNAL("internal", ErrorCategory.UNKNOWN, false);

    private static final Map<String, ErrorCode> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::wire, Function.identity()));

    private final String wire;
    private final ErrorCategory category;
    private final boolean retryable;

    ErrorCode(String wire, ErrorCategory category, boolean retryable) {
        this.wire = wire;
        this.category = category;
        this.retryable = retryable;
    }

    /** The stable name in frames, logs and metrics. */
    public String wire() {
        return wire;
    }

    public ErrorCategory category() {
        return category;
    }

    /** Whether the same request, sent again later, may succeed. */
    public boolean retryable() {
        return retryable;
    }

    public static Optional<ErrorCode> ofWire(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
