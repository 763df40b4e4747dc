package dev.parley.provider.demo.wire;

import java.util.Arrays;
import java.util.Optional;

/** The provider's errors: HTTP status, the code in either dialect, and the text it usually comes with. */
public enum Problem {
    INVALID_PARAMETER(400, "InvalidParameter", "invalid_parameter_error", "A parameter is not valid."),
    NO_THINKING(
            400,
            "InvalidParameter.NotSupportEnableThinking",
            "invalid_parameter_error",
            "The model does not support the enable_thinking parameter."),
    ILLEGAL_INPUT(400, "BadRequest.IllegalInput", "invalid_request_error", "The request body is not valid JSON."),
    EMPTY_INPUT(400, "BadRequest.EmptyInput", "invalid_request_error", "Required input is missing from request."),
    EMPTY_MODEL(400, "BadRequest.EmptyModel", "invalid_request_error", "You must provide a model parameter."),
    INVALID_URL(400, "InvalidURL", "invalid_url", "url error, please check url！"),
    ARREARAGE(400, "Arrearage", "Arrearage", "Access denied, please make sure your account is in good standing."),
    INSPECTION_INPUT(
            400, "DataInspectionFailed", "data_inspection_failed", "Input data may contain inappropriate content."),
    INSPECTION_OUTPUT(
            400, "DataInspectionFailed", "data_inspection_failed", "Output data may contain inappropriate content."),
    INVALID_API_KEY(401, "InvalidApiKey", "invalid_api_key", "Invalid API-key provided."),
    NO_BALANCE(402, "InsufficientBalance", "insufficient_balance", "Insufficient Balance."),
    ACCESS_DENIED(403, "Model.AccessDenied", "access_denied", "Model access denied."),
    FREE_TIER(403, "AllocationQuota.FreeTierOnly", "free_tier_only", "The free tier of the model has been exhausted."),
    MODEL_NOT_FOUND(404, "ModelNotFound", "model_not_found", "Model can not be found."),
    NOT_FOUND(404, "NotFound", "not_found", "The requested resource was not found."),
    TOO_LARGE(
            413, "BadRequest.TooLarge", "request_too_large", "Exceeded limit on max bytes to request body : 16777216"),
    THROTTLED(429, "Throttling.RateQuota", "limit_requests", "Requests rate limit exceeded, please try again later."),
    BURST(429, "Throttling.BurstRate", "limit_burst_rate", "Request rate increased too quickly."),
    TOKENS(429, "Throttling.AllocationQuota", "insufficient_quota", "Allocated quota exceeded, please increase it."),
    UNPAID(429, "PrepaidBillOverdue", "PrepaidBillOverdue", "The prepaid bill is overdue."),
    NO_QUOTA(
            429,
            "CommodityNotPurchased",
            "exceeded_current_quota_error",
            "You exceeded your current quota, please check your plan and billing details."),
    INTERNAL(500, "InternalError", "internal_error", "An internal error has occured, please try again later."),
    BAD_GATEWAY(502, "ModelServiceFailed", "bad_gateway", "The model service failed."),
    UNAVAILABLE(503, "ModelUnavailable", "service_unavailable", "Model is unavailable, please try again later."),
    TIMED_OUT(504, "RequestTimeOut", "request_timeout", "Request timed out, please try again later."),
    OVERLOADED(529, "ModelServingError", "overloaded_error", "Too many requests. The model is overloaded.");

    private final int status;
    private final String code;
    private final String compatibleCode;
    private final String text;

    Problem(int status, String code, String compatibleCode, String text) {
        this.status = status;
        this.code = code;
        this.compatibleCode = compatibleCode;
        this.text = text;
    }

    public int status() {
        return status;
    }

    /** The name of the error in this dialect. */
    public String code(Dialect dialect) {
        return dialect.isNative() ? code : compatibleCode;
    }

    public String text() {
        return text;
    }

    /** The error an argument means: a status ({@code 503}) or a code in either dialect. */
    public static Optional<Problem> named(String name) {
        return Arrays.stream(values())
                .filter(problem -> name.equals(Integer.toString(problem.status))
                        || name.equalsIgnoreCase(problem.code)
                        || name.equalsIgnoreCase(problem.compatibleCode))
                .findFirst();
    }
}
