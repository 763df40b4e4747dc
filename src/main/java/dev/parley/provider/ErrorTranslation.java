package dev.parley.provider;

import static java.util.Map.entry;

import dev.parley.protocol.ErrorCode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one translation of what providers report into the catalogue (docs/providers.md 2).
 *
 * <p>The code decides, then a telling type, then the HTTP status, then a generic code. What is in no table becomes
 * {@link ErrorCode#MODEL_FAILED} and is not tried again.
 */
final class ErrorTranslation {

    private static final String INSUFFICIENT_QUOTA = "insufficient_quota";

    private static final Map<String, ErrorCode> TELLING = Map.ofEntries(
            entry("invalidparameter.notsupportenablethinking", ErrorCode.MODEL_MISCONFIGURED),
            entry("invalidurl", ErrorCode.MODEL_MISCONFIGURED),
            entry("arrearage", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("commoditynotpurchased", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("prepaidbilloverdue", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("postpaidbilloverdue", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("allocationquota.freetieronly", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("exceeded_current_quota_error", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("billing_hard_limit_reached", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("billing_not_active", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("1113", ErrorCode.MODEL_ACCOUNT_BLOCKED),
            entry("datainspectionfailed", ErrorCode.CONTENT_BLOCKED),
            entry("data_inspection_failed", ErrorCode.CONTENT_BLOCKED),
            entry("faqruleblocked", ErrorCode.CONTENT_BLOCKED),
            entry("customroleblocked", ErrorCode.CONTENT_BLOCKED),
            entry("ipinfringementsuspect", ErrorCode.CONTENT_BLOCKED),
            entry("content_filter", ErrorCode.CONTENT_BLOCKED),
            entry("content_policy_violation", ErrorCode.CONTENT_BLOCKED),
            entry("1301", ErrorCode.CONTENT_BLOCKED),
            entry("invalidapikey", ErrorCode.MODEL_KEY_REJECTED),
            entry("invalid_api_key", ErrorCode.MODEL_KEY_REJECTED),
            entry("invalid_authentication_error", ErrorCode.MODEL_KEY_REJECTED),
            entry("incorrect_api_key_error", ErrorCode.MODEL_KEY_REJECTED),
            entry("authentication_error", ErrorCode.MODEL_KEY_REJECTED),
            entry("not authorized", ErrorCode.MODEL_KEY_REJECTED),
            entry("permission_error", ErrorCode.MODEL_ACCESS_DENIED),
            entry("modelnotfound", ErrorCode.MODEL_NOT_FOUND),
            entry("model_not_found", ErrorCode.MODEL_NOT_FOUND),
            entry("model_not_supported", ErrorCode.MODEL_NOT_FOUND),
            entry("workspacenotfound", ErrorCode.MODEL_NOT_FOUND),
            entry("notfound", ErrorCode.MODEL_NOT_FOUND),
            entry("not_found_error", ErrorCode.MODEL_NOT_FOUND),
            entry("limitrequests", ErrorCode.RATE_LIMITED),
            entry("limit_requests", ErrorCode.RATE_LIMITED),
            entry("limit_burst_rate", ErrorCode.RATE_LIMITED),
            entry("rate_limit_exceeded", ErrorCode.RATE_LIMITED),
            entry("rate_limit_reached_error", ErrorCode.RATE_LIMITED),
            entry("rate_limit_error", ErrorCode.RATE_LIMITED),
            entry("slow_down", ErrorCode.RATE_LIMITED),
            entry("1302", ErrorCode.RATE_LIMITED),
            entry("engine_overloaded_error", ErrorCode.MODEL_OVERLOADED),
            entry("overloaded_error", ErrorCode.MODEL_OVERLOADED),
            entry("server_is_overloaded", ErrorCode.MODEL_OVERLOADED),
            entry("insufficient_system_resource", ErrorCode.MODEL_OVERLOADED),
            entry("1305", ErrorCode.MODEL_OVERLOADED),
            entry("modelservingerror", ErrorCode.MODEL_OVERLOADED),
            entry("modelunavailable", ErrorCode.MODEL_UNAVAILABLE),
            entry("internalerror.algo.invalidparameter", ErrorCode.MODEL_REQUEST_REJECTED),
            entry("internalerror", ErrorCode.MODEL_UNAVAILABLE),
            entry("internal_error", ErrorCode.MODEL_UNAVAILABLE),
            entry("internalerror.algo", ErrorCode.MODEL_UNAVAILABLE),
            entry("systemerror", ErrorCode.MODEL_UNAVAILABLE),
            entry("modelservicefailed", ErrorCode.MODEL_UNAVAILABLE),
            entry("internal_server_error", ErrorCode.MODEL_UNAVAILABLE),
            entry("server_error", ErrorCode.MODEL_UNAVAILABLE),
            entry("api_error", ErrorCode.MODEL_UNAVAILABLE),
            entry("network_error", ErrorCode.MODEL_UNAVAILABLE),
            entry("invokepluginfailed", ErrorCode.MODEL_UNAVAILABLE),
            entry("appprocessfailed", ErrorCode.MODEL_UNAVAILABLE),
            entry("rewritefailed", ErrorCode.MODEL_UNAVAILABLE),
            entry("retrievalfailed", ErrorCode.MODEL_UNAVAILABLE),
            entry("requesttimeout", ErrorCode.MODEL_TIMEOUT),
            entry("responsetimeout", ErrorCode.MODEL_TIMEOUT),
            entry("internalerror.timeout", ErrorCode.MODEL_TIMEOUT),
            entry("context_length_exceeded", ErrorCode.CONTEXT_TOO_LONG),
            entry("badrequest.toolarge", ErrorCode.CONTEXT_TOO_LONG));

    private static final Set<String> GENERIC = Set.of(
            "invalidparameter",
            "invalid_parameter_error",
            "invalid_request_error",
            "badrequesterror",
            "unsupportedoperation",
            "clientdisconnect",
            "apiconnectionerror",
            "badrequest.emptyinput",
            "badrequest.emptyparameters",
            "badrequest.emptymodel",
            "badrequest.illegalinput");

    private ErrorTranslation() {}

    /** @param dashScope whether the provider is Alibaba's, which gives some names another meaning */
    static ProviderException translate(ProviderFault fault, boolean dashScope) {
        ErrorCode code = code(fault, dashScope);
        boolean retryable = fault.shouldRetry() == null ? code.retryable() : fault.shouldRetry();
        return ProviderException.make(code, retryable, fault.describe(), fault.retryAfter(), null);
    }

    private static ErrorCode code(ProviderFault fault, boolean dashScope) {
        String message = fault.message().toLowerCase(Locale.ROOT);
        ErrorCode byMessage = byMessage(fault, message);
        if (byMessage != null) {
            return byMessage;
        }
        ErrorCode byName = byName(fault.code(), dashScope);
        if (byName == null) {
            byName = byName(fault.type(), dashScope);
        }
        if (byName != null) {
            return byName;
        }
        ErrorCode byStatus = byStatus(status(fault));
        if (byStatus != null) {
            return byStatus;
        }
        return isGeneric(fault.code()) || isGeneric(fault.type())
                ? ErrorCode.MODEL_REQUEST_REJECTED
                : ErrorCode.MODEL_FAILED;
    }

    /** Where only the words tell: too long, wrong path, and a server error that is a bad request. */
    private static @Nullable ErrorCode byMessage(ProviderFault fault, String message) {
        if (message.contains("list index out of range")) {
            return ErrorCode.MODEL_REQUEST_REJECTED;
        }
        if (message.contains("range of input length") || message.contains("maximum context length")) {
            return ErrorCode.CONTEXT_TOO_LONG;
        }
        if (fault.status() == 400 && message.contains("url error")) {
            return ErrorCode.MODEL_MISCONFIGURED;
        }
        return null;
    }

    private static @Nullable ErrorCode byName(String name, boolean dashScope) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(INSUFFICIENT_QUOTA)) {
            return dashScope ? ErrorCode.RATE_LIMITED : ErrorCode.MODEL_ACCOUNT_BLOCKED;
        }
        if (lower.equals("throttling") || lower.startsWith("throttling.")) {
            return ErrorCode.RATE_LIMITED;
        }
        if (lower.equals("accessdenied") || lower.startsWith("accessdenied.") || lower.endsWith(".accessdenied")) {
            return ErrorCode.MODEL_ACCESS_DENIED;
        }
        return TELLING.get(lower);
    }

    private static boolean isGeneric(String name) {
        return GENERIC.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Some providers put the status into the code, as a number or as text. */
    private static int status(ProviderFault fault) {
        if (fault.status() >= 400 || !fault.code().matches("[45]\\d\\d")) {
            return fault.status();
        }
        return Integer.parseInt(fault.code());
    }

    private static @Nullable ErrorCode byStatus(int status) {
        return switch (status) {
            case 400, 405, 406, 415, 422, 451, 499 -> ErrorCode.MODEL_REQUEST_REJECTED;
            case 401 -> ErrorCode.MODEL_KEY_REJECTED;
            case 402 -> ErrorCode.MODEL_ACCOUNT_BLOCKED;
            case 403 -> ErrorCode.MODEL_ACCESS_DENIED;
            case 404 -> ErrorCode.MODEL_NOT_FOUND;
            case 408, 504 -> ErrorCode.MODEL_TIMEOUT;
            case 409, 425 -> ErrorCode.MODEL_UNAVAILABLE;
            case 413 -> ErrorCode.CONTEXT_TOO_LONG;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 529 -> ErrorCode.MODEL_OVERLOADED;
            default -> byStatusClass(status);
        };
    }

    private static @Nullable ErrorCode byStatusClass(int status) {
        if (status >= 500) {
            return ErrorCode.MODEL_UNAVAILABLE;
        }
        return status >= 300 && status < 400 ? ErrorCode.MODEL_MISCONFIGURED : null;
    }
}
