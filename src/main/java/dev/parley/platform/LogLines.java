package dev.parley.platform;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** What a log's line looks like. Thread-safe. */
final class LogLines {

    private static final Formatter FORMATTER = new SimpleFormatter();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private LogLines() {}

    /** The message with its parameters. */
    static String message(LogRecord entry) {
        return String.valueOf(FORMATTER.formatMessage(entry));
    }

    /** What the line says of where it comes from, in order; without what is not known. */
    private static Map<String, String> context(LogContext context, String node) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "trace", context.traceId());
        put(fields, "conversation", context.conversationId());
        put(fields, "generation", context.generationId());
        put(fields, "user", context.user());
        put(fields, "node", node);
        return fields;
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** In brackets, as it stands in lines for people. */
    static String brackets(LogContext context, String node) {
        StringBuilder text = new StringBuilder("[");
        context(context, node).forEach((name, value) -> text.append(text.length() > 1 ? " " : "")
                .append(name)
                .append('=')
                .append(plain(value)));
        return text.append(']').toString();
    }

    /** For people. */
    static String text(LogRecord entry, LogContext context, String node) {
        return time(entry)
                + ' '
                + entry.getLevel().getName()
                + ' '
                + entry.getLoggerName()
                + ' '
                + brackets(context, node)
                + ' '
                + plain(message(entry))
                + '\n'
                + trace(entry);
    }

    /** For collectors: one object, one line. */
    static String json(LogRecord entry, LogContext context, String node) {
        StringBuilder json = new StringBuilder(256).append('{');
        field(json, "time", time(entry));
        field(json, "level", entry.getLevel().getName());
        field(json, "logger", String.valueOf(entry.getLoggerName()));
        field(json, "message", message(entry));
        context(context, node).forEach((name, value) -> field(json, name, value));
        String trace = trace(entry);
        if (!trace.isEmpty()) {
            field(json, "exception", trace);
        }
        return json.append("}\n").toString();
    }

    private static String time(LogRecord entry) {
        return TIME.format(Instant.ofEpochMilli(entry.getMillis()));
    }

    private static String trace(LogRecord entry) {
        if (entry.getThrown() == null) {
            return "";
        }
        StringWriter trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    /** Nothing of a message can look like the beginning of another line. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?").replace("\n", "\n\t");
    }

    private static void field(StringBuilder json, String name, String value) {
        json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                case '\r' -> json.append("\\r");
                default -> {
                    if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c) && isAlone(value, i)) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    /** Half a pair cannot be written as UTF-8. */
    private static boolean isAlone(String value, int at) {
        char c = value.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1))
                : at == 0 || !Character.isHighSurrogate(value.charAt(at - 1));
    }
}
