package dev.parley.conversation;

import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.Role;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.ViewWriter;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a conversation looks like outside of Parley: as JSON that can be imported, and as Markdown. */
final class Transcription {

    static final String FORMAT = "parley";
    static final int VERSION = 1;

    private Transcription() {}

    /** Writes a conversation with all its branches as an object. */
    static void json(JsonGenerator json, Snapshot snapshot) {
        ConversationView conversation = snapshot.conversation();
        json.writeStartObject();
        json.write("title", conversation.title());
        optional(json, "model", conversation.model());
        if (!conversation.options().equals(ConversationOptions.NONE)) {
            json.writeStartObject("options");
            OptionsJson.fields(json, conversation.options());
            json.writeEnd();
        }
        json.write("createdAt", conversation.createdAtMillis());
        json.write("updatedAt", conversation.updatedAtMillis());
        if (conversation.pinned()) {
            json.write("pinned", true);
        }
        if (conversation.archived()) {
            json.write("archived", true);
        }
        json.writeStartArray("messages");
        snapshot.messages().forEach(message -> message(json, message));
        json.writeEnd();
        json.writeEnd();
    }

    private static void message(JsonGenerator json, MessageView message) {
        json.writeStartObject();
        json.write("id", message.id());
        optional(json, "parentId", message.parentId());
        said(json, message);
        json.write("state", message.state().wire());
        optional(
                json,
                "finishReason",
                message.finishReason() == null ? null : message.finishReason().wire());
        if (message.usage() != null) {
            ViewWriter.usage(json, "usage", message.usage());
        }
        optional(
                json,
                "rating",
                message.rating() == null ? null : message.rating().wire());
        json.writeEnd();
    }

    /** Who said what, and when. */
    static void said(JsonGenerator json, MessageView message) {
        json.write("role", message.role().wire());
        json.write("text", message.text());
        optional(json, "reasoning", message.reasoning().isEmpty() ? null : message.reasoning());
        optional(json, "model", message.model());
        json.write("createdAt", message.createdAtMillis());
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.write(name, value);
        }
    }

    /** The messages of one path. */
    static String markdown(String title, List<MessageView> path) {
        StringBuilder text = new StringBuilder("# ").append(title).append('\n');
        for (MessageView message : path) {
            text.append("\n## ").append(message.role() == Role.USER ? "User" : "Assistant");
            if (message.model() != null) {
                text.append(" (").append(message.model()).append(')');
            }
            text.append("\n\n").append(message.text().strip()).append('\n');
        }
        return text.toString();
    }
}
