package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a page would know from the frames that it was sent, by whichever door. */
class Page {
    /** Text, state and cursor of what is followed, as a page folds it. */
    final Map<String, StringBuilder> texts = new HashMap<>();

    final Map<String, String> states = new HashMap<>();
    final Map<String, JsonValue> errors = new HashMap<>();
    final Map<String, Long> cursors = new HashMap<>();
    final List<String> eventTypes = new ArrayList<>();

    /** Events but deltas that no test has looked at yet. */
    private final List<JsonObject> untaken = new ArrayList<>();

    String epoch = "";

    /** The first event of this type that has not been taken, or null. */
    final JsonObject take(String type) {
        for (JsonObject event : untaken) {
            if (event.getString("type").equals(type)) {
                untaken.remove(event);
                return event;
            }
        }
        return null;
    }

    String text(String messageId) {
        return texts.getOrDefault(messageId, new StringBuilder()).toString();
    }

    static boolean isTerminal(String state) {
        return state != null
                && List.of("complete", "stopped", "interrupted", "failed").contains(state);
    }

    final void apply(JsonObject frame) {
        String type = frame.getString("type");
        if (type.equals("subscribed")) {
            epoch = frame.getString("epoch");
            String conversation = frame.getString("conversationId");
            if (!frame.getBoolean("recovered")) {
                JsonObject snapshot = frame.getJsonObject("snapshot");
                cursors.put(conversation, snapshot.getJsonNumber("seq").longValue());
                snapshot.getJsonArray("messages").forEach(message -> created(message.asJsonObject(), "id"));
            } else {
                cursors.put(conversation, frame.getJsonNumber("after").longValue());
            }
        } else if (type.equals("events")) {
            events(frame);
        }
    }

    /** Holds I1 and I2 for every frame of every test. */
    private void events(JsonObject frame) {
        String conversation = frame.getString("conversationId");
        assertThat(frame.getJsonNumber("from").longValue())
                .as("from follows the cursor")
                .isEqualTo(cursors.get(conversation) + 1);
        cursors.put(conversation, frame.getJsonNumber("to").longValue());
        JsonArray events = frame.getJsonArray("events");
        events.forEach(event -> event(event.asJsonObject()));
    }

    private void event(JsonObject event) {
        eventTypes.add(event.getString("type"));
        if (!event.containsKey("offset")) {
            untaken.add(event);
        }
        String message = event.getString("messageId", "");
        switch (event.getString("type")) {
            case "message-created" -> created(event, "messageId");
            case "delta" -> {
                StringBuilder text = texts.get(message);
                assertThat(event.getInt("offset")).as("offset").isEqualTo(text.length());
                text.append(event.getString("text"));
            }
            case "message-restarted" -> texts.get(message).setLength(0);
            case "generation-started" -> states.put(message, "connecting");
            case "generation-ended" -> {
                states.put(message, event.getString("state"));
                errors.put(message, event.getOrDefault("error", JsonValue.NULL));
            }
            default -> {
                // Nothing that these tests look at.
            }
        }
    }

    private void created(JsonObject message, String id) {
        texts.put(message.getString(id), new StringBuilder(message.getString("text")));
        if (message.containsKey("state")) {
            states.put(message.getString(id), message.getString("state"));
            errors.put(message.getString(id), message.getOrDefault("error", JsonValue.NULL));
        }
    }

    String errorCode(String messageId) {
        return errors.get(messageId).asJsonObject().getString("code");
    }
}
