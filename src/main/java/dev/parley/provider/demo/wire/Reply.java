package dev.parley.provider.demo.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A response: headers, then a body in timed pieces.
 *
 * @param body lazy, to be read once
 * @param aborted the connection is torn down after the body rather than ended properly
 */
public record Reply(int status, Map<String, String> headers, Stream<Piece> body, boolean aborted) {

    public static final String CONTENT_TYPE = "Content-Type";
    public static final String EVENTS = "text/event-stream;charset=UTF-8";
    public static final String JSON = "application/json";

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply events(Stream<Piece> body) {
        return new Reply(200, Map.of(CONTENT_TYPE, EVENTS), body, false);
    }

    public static Reply json(Stream<Piece> body) {
        return new Reply(200, Map.of(CONTENT_TYPE, JSON), body, false);
    }

    public static Reply whole(int status, String contentType, Duration pause, String body) {
        Stream<Piece> piece = Stream.of(new Frame(Frame.Kind.BODY, pause, body).piece());
        return new Reply(status, Map.of(CONTENT_TYPE, contentType), piece, false);
    }

    public Reply withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body, aborted);
    }

    public Reply withoutContentType() {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(CONTENT_TYPE);
        return new Reply(status, fewer, body, aborted);
    }

    public Reply withStatus(int other) {
        return new Reply(other, headers, body, aborted);
    }

    public Reply withBody(Stream<Piece> other) {
        return new Reply(status, headers, other, aborted);
    }

    /** The same, but the connection breaks at the end. */
    public Reply breakingOff() {
        return new Reply(status, headers, body, true);
    }
}
