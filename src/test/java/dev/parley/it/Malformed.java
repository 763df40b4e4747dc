package dev.parley.it;

import java.util.List;
import java.util.Random;

/** Frames that no client of good will sends: by the seed always the same ones. */
final class Malformed {

    private static final List<String> TYPES = List.of(
            "hello", "subscribe", "unsubscribe", "send", "stop", "regenerate", "continue", "ping", "welcome", "", "x");
    private static final List<String> FIELDS = List.of(
            "ref",
            "conversationId",
            "clientMessageId",
            "messageId",
            "generationId",
            "text",
            "model",
            "resume",
            "cursor",
            "parentId",
            "new",
            "options",
            "conversationOptions",
            "__proto__");
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-1",
            "1e400",
            "99999999999999999999999999",
            "0.1e-9999",
            "\"\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"../../etc/passwd\"",
            "\"' OR 1=1 --\"",
            "\"<script>alert(1)</script>\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "{\"a\":{\"a\":{}}}");
    private static final int DEEPEST = 2_000;
    private static final int LONGEST = 20_000;

    private final Random random;

    Malformed(Random random) {
        this.random = random;
    }

    String next() {
        return switch (random.nextInt(7)) {
            case 0 -> noise();
            case 1 -> cut(object());
            case 2 -> changed(object());
            case 3 -> deep();
            case 4 ->
                "{\"type\":\"" + pick(TYPES) + "\",\"" + pick(FIELDS) + "\":\"" + noise().replace('"', '.') + "\"}";
            case 5 -> pick(ODD);
            default -> object();
        };
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Well-formed JSON with a known type and fields of wrong kinds; without a text, so that it asks no model. */
    private String object() {
        StringBuilder json = new StringBuilder("{\"type\":\"" + pick(TYPES) + '"');
        for (int i = random.nextInt(6); i > 0; i--) {
            json.append(",\"").append(pick(FIELDS)).append("\":").append(pick(ODD));
        }
        return json.append('}').toString();
    }

    private String cut(String text) {
        return text.substring(0, random.nextInt(text.length()));
    }

    private String changed(String text) {
        char[] chars = text.toCharArray();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            chars[random.nextInt(chars.length)] = (char) (1 + random.nextInt(0x2FF));
        }
        return new String(chars);
    }

    private String deep() {
        int depth = 1 + random.nextInt(DEEPEST);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        return "{\"type\":\"send\",\"options\":" + open.repeat(depth);
    }

    /** Characters of all planes, no halves of pairs: a browser could not send them. */
    private String noise() {
        int length = random.nextInt(random.nextInt(10) == 0 ? LONGEST : 60);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : 0x2FFFF);
            boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(half ? '?' : codePoint);
        }
        return text.toString();
    }
}
