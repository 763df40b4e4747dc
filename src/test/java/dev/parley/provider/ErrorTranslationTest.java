package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCategory;
import dev.parley.protocol.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every code of docs/providers.md 2: its place in the catalogue, and whether it is tried again. */
class ErrorTranslationTest {

    private static ProviderException translate(int status, String code, String type, String message, boolean dash) {
        return ErrorTranslation.translate(new ProviderFault(status, code, type, message, "r1", null, null), dash);
    }

    @ParameterizedTest
    @CsvSource({
        "400,InvalidParameter,MODEL_REQUEST_REJECTED,false",
        "400,invalid_parameter_error,MODEL_REQUEST_REJECTED,false",
        "400,invalid_request_error,MODEL_REQUEST_REJECTED,false",
        "400,InvalidParameter.NotSupportEnableThinking,MODEL_MISCONFIGURED,false",
        "400,InvalidURL,MODEL_MISCONFIGURED,false",
        "400,BadRequest.EmptyInput,MODEL_REQUEST_REJECTED,false",
        "400,BadRequest.EmptyParameters,MODEL_REQUEST_REJECTED,false",
        "400,BadRequest.EmptyModel,MODEL_REQUEST_REJECTED,false",
        "400,BadRequest.IllegalInput,MODEL_REQUEST_REJECTED,false",
        "400,BadRequest.TooLarge,CONTEXT_TOO_LONG,false",
        "400,Arrearage,MODEL_ACCOUNT_BLOCKED,false",
        "400,DataInspectionFailed,CONTENT_BLOCKED,false",
        "400,data_inspection_failed,CONTENT_BLOCKED,false",
        "200,DataInspectionFailed,CONTENT_BLOCKED,false",
        "400,FaqRuleBlocked,CONTENT_BLOCKED,false",
        "400,CustomRoleBlocked,CONTENT_BLOCKED,false",
        "400,IPInfringementSuspect,CONTENT_BLOCKED,false",
        "400,UnsupportedOperation,MODEL_REQUEST_REJECTED,false",
        "400,ClientDisconnect,MODEL_REQUEST_REJECTED,false",
        "400,APIConnectionError,MODEL_REQUEST_REJECTED,false",
        "401,InvalidApiKey,MODEL_KEY_REJECTED,false",
        "401,invalid_api_key,MODEL_KEY_REJECTED,false",
        "401,NOT AUTHORIZED,MODEL_KEY_REJECTED,false",
        "403,AccessDenied,MODEL_ACCESS_DENIED,false",
        "403,AccessDenied.Unpurchased,MODEL_ACCESS_DENIED,false",
        "403,Model.AccessDenied,MODEL_ACCESS_DENIED,false",
        "403,App.AccessDenied,MODEL_ACCESS_DENIED,false",
        "403,Workspace.AccessDenied,MODEL_ACCESS_DENIED,false",
        "403,AllocationQuota.FreeTierOnly,MODEL_ACCOUNT_BLOCKED,false",
        "404,ModelNotFound,MODEL_NOT_FOUND,false",
        "404,model_not_found,MODEL_NOT_FOUND,false",
        "404,model_not_supported,MODEL_NOT_FOUND,false",
        "404,WorkSpaceNotFound,MODEL_NOT_FOUND,false",
        "404,NotFound,MODEL_NOT_FOUND,false",
        "413,,CONTEXT_TOO_LONG,false",
        "429,Throttling,RATE_LIMITED,true",
        "429,Throttling.RateQuota,RATE_LIMITED,true",
        "429,LimitRequests,RATE_LIMITED,true",
        "429,limit_requests,RATE_LIMITED,true",
        "429,Throttling.BurstRate,RATE_LIMITED,true",
        "429,limit_burst_rate,RATE_LIMITED,true",
        "429,Throttling.AllocationQuota,RATE_LIMITED,true",
        "429,insufficient_quota,RATE_LIMITED,true",
        "429,CommodityNotPurchased,MODEL_ACCOUNT_BLOCKED,false",
        "429,PrepaidBillOverdue,MODEL_ACCOUNT_BLOCKED,false",
        "429,PostpaidBillOverdue,MODEL_ACCOUNT_BLOCKED,false",
        "500,InternalError,MODEL_UNAVAILABLE,true",
        "500,internal_error,MODEL_UNAVAILABLE,true",
        "500,SystemError,MODEL_UNAVAILABLE,true",
        "500,ModelServiceFailed,MODEL_UNAVAILABLE,true",
        "500,InternalError.Algo,MODEL_UNAVAILABLE,true",
        "500,InternalError.Algo.InvalidParameter,MODEL_REQUEST_REJECTED,false",
        "500,RequestTimeOut,MODEL_TIMEOUT,true",
        "500,ResponseTimeout,MODEL_TIMEOUT,true",
        "500,InternalError.Timeout,MODEL_TIMEOUT,true",
        "500,InvokePluginFailed,MODEL_UNAVAILABLE,true",
        "500,AppProcessFailed,MODEL_UNAVAILABLE,true",
        "500,RewriteFailed,MODEL_UNAVAILABLE,true",
        "500,RetrievalFailed,MODEL_UNAVAILABLE,true",
        "503,ModelServingError,MODEL_OVERLOADED,true",
        "503,ModelUnavailable,MODEL_UNAVAILABLE,true"
    })
    void dashScope(int status, String code, ErrorCode expected, boolean retryable) {
        ProviderException e = translate(status, code == null ? "" : code, "", "", true);
        assertThat(e.code()).isEqualTo(expected);
        assertThat(e.retryable()).isEqualTo(retryable);
    }

    @ParameterizedTest
    @CsvSource({
        // OpenAI
        "401,invalid_api_key,invalid_request_error,MODEL_KEY_REJECTED,false",
        "404,model_not_found,invalid_request_error,MODEL_NOT_FOUND,false",
        "400,context_length_exceeded,invalid_request_error,CONTEXT_TOO_LONG,false",
        "429,rate_limit_exceeded,requests,RATE_LIMITED,true",
        "429,slow_down,,RATE_LIMITED,true",
        "429,insufficient_quota,insufficient_quota,MODEL_ACCOUNT_BLOCKED,false",
        "429,billing_hard_limit_reached,,MODEL_ACCOUNT_BLOCKED,false",
        "500,,server_error,MODEL_UNAVAILABLE,true",
        "503,server_is_overloaded,,MODEL_OVERLOADED,true",
        // DeepSeek
        "400,,,MODEL_REQUEST_REJECTED,false",
        "401,,,MODEL_KEY_REJECTED,false",
        "402,,,MODEL_ACCOUNT_BLOCKED,false",
        "422,,,MODEL_REQUEST_REJECTED,false",
        "429,,,RATE_LIMITED,true",
        "500,,,MODEL_UNAVAILABLE,true",
        "503,,,MODEL_UNAVAILABLE,true",
        // Moonshot
        "401,,invalid_authentication_error,MODEL_KEY_REJECTED,false",
        "401,,incorrect_api_key_error,MODEL_KEY_REJECTED,false",
        "400,,content_filter,CONTENT_BLOCKED,false",
        "429,,rate_limit_reached_error,RATE_LIMITED,true",
        "429,,engine_overloaded_error,MODEL_OVERLOADED,true",
        "429,,exceeded_current_quota_error,MODEL_ACCOUNT_BLOCKED,false",
        "499,,,MODEL_REQUEST_REJECTED,false",
        // Zhipu
        "429,1302,,RATE_LIMITED,true",
        "429,1305,,MODEL_OVERLOADED,true",
        "429,1113,,MODEL_ACCOUNT_BLOCKED,false",
        "400,1301,,CONTENT_BLOCKED,false",
        // OpenRouter: the code is the status
        "0,402,,MODEL_ACCOUNT_BLOCKED,false",
        "200,403,,MODEL_ACCESS_DENIED,false",
        "200,408,,MODEL_TIMEOUT,true",
        "200,429,,RATE_LIMITED,true",
        "200,502,,MODEL_UNAVAILABLE,true",
        "200,503,,MODEL_UNAVAILABLE,true",
        // Anthropic
        "429,,rate_limit_error,RATE_LIMITED,true",
        "529,,overloaded_error,MODEL_OVERLOADED,true",
        "529,,,MODEL_OVERLOADED,true",
        // The local ones, and every status of the retry classification
        "404,,BadRequestError,MODEL_NOT_FOUND,false",
        "408,,,MODEL_TIMEOUT,true",
        "409,,,MODEL_UNAVAILABLE,true",
        "425,,,MODEL_UNAVAILABLE,true",
        "502,,,MODEL_UNAVAILABLE,true",
        "504,,,MODEL_TIMEOUT,true",
        "403,,,MODEL_ACCESS_DENIED,false",
        "451,,,MODEL_REQUEST_REJECTED,false",
        "302,,,MODEL_MISCONFIGURED,false"
    })
    void openAiLike(int status, String code, String type, ErrorCode expected, boolean retryable) {
        ProviderException e = translate(status, code == null ? "" : code, type == null ? "" : type, "", false);
        assertThat(e.code()).isEqualTo(expected);
        assertThat(e.retryable()).isEqualTo(retryable);
    }

    @ParameterizedTest
    @CsvSource({
        "400,InvalidParameter,'Range of input length should be [1, 30720]',CONTEXT_TOO_LONG",
        "400,InvalidParameter,'url error, please check url!',MODEL_MISCONFIGURED",
        "500,InternalError.Algo,'list index out of range',MODEL_REQUEST_REJECTED",
        "400,BadRequestError,'This model''s maximum context length is 4096 tokens',CONTEXT_TOO_LONG"
    })
    void whereOnlyTheWordsTell(int status, String code, String message, ErrorCode expected) {
        assertThat(translate(status, code, "", message, true).code()).isEqualTo(expected);
    }

    @Test
    void anUnknownErrorIsNotRetried() {
        ProviderException e = translate(0, "SomethingNew", "", "what is this", false);

        assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(e.code().category()).isEqualTo(ErrorCategory.UNKNOWN);
        assertThat(e.retryable()).isFalse();
    }

    @Test
    void theProvidersOwnWordOnRetryingWins() {
        ProviderFault fault = new ProviderFault(503, "", "", "", "", null, null);
        assertThat(ErrorTranslation.translate(fault.with(503, null, false), false)
                        .retryable())
                .isFalse();
        assertThat(ErrorTranslation.translate(fault.with(400, null, true), false)
                        .retryable())
                .isTrue();
    }

    @Test
    void neitherKeyNorWordsOfTheUserReachTheLog() {
        ProviderException e = translate(400, "InvalidParameter", "", "you said: my secret", true);
        assertThat(e.getMessage()).contains("InvalidParameter").doesNotContain("secret");
    }
}
