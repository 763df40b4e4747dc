package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.Errors;
import dev.parley.provider.demo.wire.Problem;
import dev.parley.provider.demo.wire.Refusal;
import dev.parley.provider.demo.wire.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** Responses that are not the stream that was asked for. */
final class OtherBody {

    private static final String HTML = "text/html;charset=UTF-8";
    private static final String PAGE =
            "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

    private OtherBody() {}

    static Reply page(int status, String title) {
        return Reply.whole(status, HTML, Duration.ZERO, PAGE.formatted(title, title));
    }

    static Reply wholeAnswer(Scene scene) {
        return Reply.whole(200, Reply.JSON, Duration.ZERO, scene.encoder().whole(scene.completion()));
    }

    static Reply errorUnderOk(Scene scene) {
        Problem problem = Problem.INTERNAL;
        String body = Errors.body(
                        problem,
                        problem.text(),
                        scene.request().dialect(),
                        scene.envelope().requestId())
                .toString();
        return Reply.whole(200, Reply.JSON, Duration.ZERO, body);
    }

    static Reply nothing(int status, Map<String, String> headers) {
        return new Reply(status, headers, Stream.empty(), false);
    }

    /** The original's answer to input it will not read. */
    static Reply moderated(Scene scene) {
        return Errors.refusal(
                new Refusal(Problem.INSPECTION_INPUT),
                scene.request().dialect(),
                scene.request().streaming(),
                scene.envelope().requestId());
    }
}
