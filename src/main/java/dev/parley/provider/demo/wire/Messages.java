package dev.parley.provider.demo.wire;

import dev.parley.provider.demo.talk.Turn;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The conversation of a request, checked as the original does: roles, contents, and who spoke last. */
record Messages(List<Turn> turns, @Nullable String prefix) {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final String BAD_ROLE = "Role must be user or assistant and Content length must be greater than 0";

    static Messages read(JsonArray messages, Dialect dialect) {
        if (messages.isEmpty()) {
            throw new Refusal(Problem.INVALID_PARAMETER, BAD_ROLE);
        }
        List<Turn> turns = new ArrayList<>();
        for (JsonValue message : messages) {
            turns.add(turn(message, dialect));
        }
        Turn last = turns.get(turns.size() - 1);
        if (last.role().equals("assistant") && continues(messages.getJsonObject(messages.size() - 1))) {
            return new Messages(asking(turns.subList(0, turns.size() - 1)), last.text());
        }
        return new Messages(asking(turns), null);
    }

    private static boolean continues(JsonObject last) {
        Fields fields = new Fields(last);
        return fields.flag("partial", false) || fields.flag("prefix", false);
    }

    private static List<Turn> asking(List<Turn> turns) {
        String role = turns.isEmpty() ? "" : turns.get(turns.size() - 1).role();
        if (!role.equals("user") && !role.equals("tool")) {
            throw new Refusal(Problem.INVALID_PARAMETER, "The last message must be of role user or tool.");
        }
        return List.copyOf(turns);
    }

    private static Turn turn(JsonValue message, Dialect dialect) {
        if (!(message instanceof JsonObject object)) {
            throw Fields.wrong("messages", "an array of objects");
        }
        String role = new Fields(object).text("role");
        if (role == null || !ROLES.contains(role)) {
            throw new Refusal(Problem.INVALID_PARAMETER, BAD_ROLE);
        }
        String text = content(object.get("content"), dialect);
        if (text.isEmpty() && !role.equals("assistant")) {
            throw new Refusal(Problem.INVALID_PARAMETER, BAD_ROLE);
        }
        return new Turn(role.equals("developer") ? "system" : role, text);
    }

    private static String content(@Nullable JsonValue content, Dialect dialect) {
        if (content instanceof JsonArray parts && dialect != Dialect.NATIVE_TEXT) {
            return parts.stream().map(Messages::part).collect(Collectors.joining());
        }
        if (content instanceof JsonString string && dialect != Dialect.NATIVE_MULTIMODAL) {
            return string.getString();
        }
        if (content == null || content == JsonValue.NULL) {
            return "";
        }
        String wanted = dialect == Dialect.NATIVE_MULTIMODAL ? "an array" : "a string";
        throw new Refusal(Problem.INVALID_PARAMETER, "input content must be " + wanted);
    }

    /** Pictures and sounds are looked at as little as possible. */
    private static String part(JsonValue part) {
        if (!(part instanceof JsonObject object)) {
            throw Fields.wrong("content", "an array of objects");
        }
        String text = new Fields(object).text("text");
        return text == null ? "" : text;
    }
}
