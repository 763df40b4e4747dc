package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.fault.Disturbance.OfDeltas;
import dev.parley.provider.demo.fault.Disturbance.OfFrames;
import dev.parley.provider.demo.fault.Disturbance.OfPieces;
import dev.parley.provider.demo.fault.Disturbance.OfReply;
import dev.parley.provider.demo.wire.Problem;
import dev.parley.provider.demo.wire.Reply;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Every way in which the demo model can misbehave. What each does is described in the scripts {@code faults.*.txt}. */
public enum Fault {
    TOO_MANY("429", 1, arguments -> new Refused(Problem.THROTTLED, arguments)),
    UNAVAILABLE("503", 1, arguments -> new Refused(Problem.UNAVAILABLE, arguments)),
    INTERNAL("500", 1, arguments -> new Refused(Problem.INTERNAL, arguments)),
    GATEWAY_TIMEOUT("504", 1, arguments -> new Refused(Problem.TIMED_OUT, arguments)),
    OVERLOADED("529", 1, arguments -> new Refused(Problem.OVERLOADED, arguments)),
    BAD_GATEWAY("502-html", 1, arguments -> (OfReply) (reply, scene) -> OtherBody.page(502, "502 Bad Gateway")),
    ALWAYS_TOO_MANY("always-429", 0, arguments -> new Refused(Problem.THROTTLED, arguments)),
    ALWAYS_UNAVAILABLE("always-503", 0, arguments -> new Refused(Problem.UNAVAILABLE, arguments)),
    QUOTA("quota", 0, arguments -> new Refused(Problem.NO_QUOTA, arguments)),
    ARREARS("arrears", 0, arguments -> new Refused(Problem.ARREARAGE, arguments)),
    BAD_REQUEST("400", 0, arguments -> new Refused(Problem.INVALID_PARAMETER, arguments)),
    UNAUTHORIZED("401", 0, arguments -> new Refused(Problem.INVALID_API_KEY, arguments)),
    NO_BALANCE("402", 0, arguments -> new Refused(Problem.NO_BALANCE, arguments)),
    FORBIDDEN("403", 0, arguments -> new Refused(Problem.ACCESS_DENIED, arguments)),
    NOT_FOUND("404", 0, arguments -> new Refused(Problem.MODEL_NOT_FOUND, arguments)),
    TOO_LARGE("413", 0, arguments -> new Refused(Problem.TOO_LARGE, arguments)),
    MODERATION_INPUT("moderation-input", 0, arguments -> (OfReply) (reply, scene) -> OtherBody.moderated(scene)),

    DELAY_HEADERS("delay-headers", 0, Timing::beforeHeaders),
    DELAY_FIRST("delay-first", 0, Timing::beforeFirst),
    STALL("stall", 0, Timing::stall),
    SLOW("slow", 0, Timing::slow),
    COMMENTS("comments", 0, Timing::commentsOnly),
    KEEP_ALIVE("keep-alive", 0, Timing::commentsFirst),
    ENDLESS("endless", 0, arguments -> (OfDeltas) Timing::endless),

    ERROR("error", 0, arguments -> new Failing(Problem.INTERNAL, arguments)),
    MODERATION("moderation", 0, arguments -> new Failing(Problem.INSPECTION_OUTPUT, arguments)),
    CUT("cut", 0, Ending::cut),
    CUT_BYTES("cut-bytes", 0, Ending::cutBytes),
    BREAK("rst", 0, Ending.Broken::new),
    NO_FINISH("no-finish", 0, arguments -> new Ending.Finish(null)),
    UNKNOWN_FINISH("unknown-finish", 0, arguments -> new Ending.Finish(arguments.named("reason", "weary"))),
    LENGTH("length", 0, Content.Shortened::new),
    NO_BLANK("no-blank", 0, arguments -> (OfFrames) Ending::withoutLastBlankLine),
    NO_DONE("no-done", 0, arguments -> (OfFrames) Ending::withoutDone),
    DUPLICATE_FINISH("duplicate-finish", 0, arguments -> (OfFrames) Ending::twice),
    USAGE_AFTER_FINISH("usage-after-finish", 0, arguments -> (OfFrames) Ending::usageAfterFinish),

    CRLF("crlf", 0, arguments -> Disturbance.ofText(text -> text.replace("\n", "\r\n"))),
    CR("cr", 0, arguments -> Disturbance.ofText(text -> text.replace('\n', '\r'))),
    BOM("bom", 0, arguments -> (OfPieces) Bytes::withByteOrderMark),
    BYTES("bytes", 0, arguments -> (OfPieces) Bytes::oneByOne),
    UTF8("utf8", 0, arguments -> (OfPieces) Bytes::insideCharacters),
    GZIP("gzip", 0, arguments -> new Bytes.Gzip()),
    NO_CONTENT_TYPE("no-content-type", 0, arguments -> (OfReply) (reply, scene) -> reply.withoutContentType()),
    TEXT_PLAIN("text-plain", 0, arguments ->
            (OfReply) (reply, scene) -> reply.withHeader(Reply.CONTENT_TYPE, "text/plain;charset=UTF-8")),

    JSON_OK("json200", 0, arguments -> (OfReply) (reply, scene) -> OtherBody.wholeAnswer(scene)),
    JSON_ERROR_OK("json-error200", 0, arguments -> (OfReply) (reply, scene) -> OtherBody.errorUnderOk(scene)),
    EMPTY_OK("empty200", 0, arguments ->
            (OfReply) (reply, scene) -> OtherBody.nothing(200, Map.of(Reply.CONTENT_TYPE, Reply.EVENTS))),
    HTML_OK("html200", 0, arguments -> (OfReply) (reply, scene) -> OtherBody.page(200, "Welcome")),
    NO_CONTENT("204", 0, arguments -> (OfReply) (reply, scene) -> OtherBody.nothing(204, Map.of())),

    NOT_JSON("non-json", 0, Content::notJson),
    EMPTY_DATA("empty-data", 0, Content::emptyData),
    UNKNOWN_EVENT("unknown-event", 0, Content::unknownEvent),
    EMPTY_CHOICES("empty-choices", 0, arguments -> (OfFrames) Content::emptyChoices),
    ERROR_NULL("error-null", 0, arguments -> Disturbance.ofText(Content::withErrorNull)),
    BIG_LINE("big-line", 0, Content::bigLine),
    REWRITE("rewrite", 0, Content.Rewritten::new),
    THINK_TAGS("think-tags", 0, arguments -> new Content.ThinkTags());

    private final String id;
    private final int times;
    private final Function<Arguments, Disturbance> disturbance;

    Fault(String id, int times, Function<Arguments, Disturbance> disturbance) {
        this.id = id;
        this.times = times;
        this.disturbance = disturbance;
    }

    /** The name by which it is asked for. */
    public String id() {
        return id;
    }

    /** How many attempts fail unless told otherwise; 0 for all. */
    int times() {
        return times;
    }

    /** A fresh disturbance for one response. */
    public Disturbance disturbance(Arguments arguments) {
        return disturbance.apply(arguments);
    }

    public static Optional<Fault> named(String id) {
        return Arrays.stream(values()).filter(fault -> fault.id.equals(id)).findFirst();
    }
}
