package dev.parley.platform;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as the header {@code traceparent} of W3C Trace Context carries it.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 * @param sampled whether the caller has the trace recorded
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

    /** The header's name. */
    public static final String HEADER = "traceparent";

    /** Later versions may add fields behind a dash; ff is none. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final int MOST_CHARS = 512;

    /** Empty for what is no such header: then the trace begins here. */
    public static Optional<TraceParent> parse(@Nullable String header) {
        if (header == null || header.length() > MOST_CHARS) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(header.strip());
        boolean known = matcher.matches() && (matcher.group(5) == null || !"00".equals(matcher.group(1)));
        return known
                ? Optional.of(new TraceParent(
                        matcher.group(2), matcher.group(3), (Integer.parseInt(matcher.group(4), 16) & 1) == 1))
                : Optional.empty();
    }

    /** The header's value. */
    public String header() {
        return "00-" + traceId + '-' + spanId + (sampled ? "-01" : "-00");
    }
}
