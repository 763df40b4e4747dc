package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.Errors;
import dev.parley.provider.demo.wire.Problem;
import dev.parley.provider.demo.wire.Refusal;
import dev.parley.provider.demo.wire.Reply;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An HTTP error instead of an answer. Arguments: {@code code=} another error, {@code retry-after=} seconds, decimal
 * seconds or {@code date:SECONDS}, {@code retry-after-ms=}, and the form: {@code sse} (an error event under the
 * status), {@code event} (an error event in a 200), {@code bare} (no Content-Type), {@code empty} (no body).
 */
record Refused(Problem usual, Arguments arguments) implements Disturbance {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final String DATE = "date:";

    @Override
    public Reply reply(Reply undisturbed, Scene scene) {
        Problem problem = Problem.named(arguments.named("code", "")).orElse(usual);
        return retryAfter(formed(problem, scene), scene);
    }

    private Reply formed(Problem problem, Scene scene) {
        Refusal refusal = new Refusal(problem);
        String requestId = scene.envelope().requestId();
        if (arguments.has("event") || arguments.has("sse")) {
            return Errors.event(arguments.has("event") ? 200 : problem.status(), refusal, requestId);
        }
        String body = Errors.body(problem, refusal.text(), scene.request().dialect(), requestId)
                .toString();
        Reply reply = Reply.whole(problem.status(), Reply.JSON, Duration.ZERO, body);
        Reply typed = arguments.has("bare") ? reply.withoutContentType() : reply;
        return arguments.has("empty") ? typed.withBody(Stream.empty()) : typed;
    }

    private Reply retryAfter(Reply reply, Scene scene) {
        String seconds = arguments.named("retry-after", "");
        String millis = arguments.named("retry-after-ms", "");
        Reply timed = millis.isEmpty() ? reply : reply.withHeader("Retry-After-Ms", millis);
        return seconds.isEmpty() ? timed : timed.withHeader("Retry-After", written(seconds, scene));
    }

    private static String written(String seconds, Scene scene) {
        if (!seconds.startsWith(DATE)) {
            return seconds;
        }
        int later = Arguments.of(seconds.substring(DATE.length())).count(1);
        return HTTP_DATE.format(ZonedDateTime.ofInstant(scene.now().plusSeconds(later), ZoneOffset.UTC));
    }
}
