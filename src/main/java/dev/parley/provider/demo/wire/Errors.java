package dev.parley.provider.demo.wire;

import jakarta.json.JsonObject;
import java.time.Duration;

/** Error bodies in either dialect. */
public final class Errors {

    private Errors() {}

    /** The JSON object a client gets. */
    public static JsonObject body(Problem problem, String message, Dialect dialect, String requestId) {
        if (dialect.isNative()) {
            return Jsons.object()
                    .add("code", problem.code(dialect))
                    .add("message", message)
                    .add("request_id", requestId)
                    .build();
        }
        return Jsons.object()
                .add("error", compatible(problem, message))
                .add("request_id", requestId)
                .build();
    }

    static JsonObject compatible(Problem problem, String message) {
        String code = problem.code(Dialect.COMPATIBLE);
        return Jsons.object()
                .add("message", message)
                .add("type", problem.status() < 429 ? "invalid_request_error" : code)
                .addNull("param")
                .add("code", code)
                .build();
    }

    /** A native error event. */
    static String event(int id, Problem problem, String message, String requestId) {
        JsonObject body = body(problem, message, Dialect.NATIVE_TEXT, requestId);
        return "id:" + id + "\nevent:error\n:HTTP_STATUS/" + problem.status() + "\ndata:" + body + "\n\n";
    }

    /**
     * The reply to a refused request: native with events, an error event in a 200; else the status and a JSON body. The
     * errors of access always come as statuses.
     */
    public static Reply refusal(Refusal refusal, Dialect dialect, boolean events, String requestId) {
        Problem problem = refusal.problem();
        if (dialect.isNative() && events && problem.status() == 400 && problem != Problem.INVALID_URL) {
            return event(200, refusal, requestId);
        }
        JsonObject body = body(problem, refusal.text(), dialect, requestId);
        return Reply.whole(problem.status(), Reply.JSON, Duration.ZERO, body.toString());
    }

    /** An error event under any status. */
    public static Reply event(int status, Refusal refusal, String requestId) {
        String text = event(1, refusal.problem(), refusal.text(), requestId);
        return Reply.whole(status, Reply.EVENTS, Duration.ZERO, text);
    }
}
