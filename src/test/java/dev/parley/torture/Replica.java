package dev.parley.torture;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client's copy of one conversation, assembled from snapshots and events strictly by the rules of the protocol
 * (docs/protocol/asyncapi.yaml). Whatever does not fit is a {@link Violation}: nothing is repaired, dropped or guessed.
 */
final class Replica {

    private static final Set<String> FINAL = Set.of("complete", "stopped", "interrupted", "failed");

    /** One message, as far as it is known. */
    static final class Message {
        final String id;
        final String role;
        final String parentId;
        final String clientMessageId;
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        String state;
        String errorCode = "";

        Message(String id, String role, String parentId, String clientMessageId, String state) {
            this.id = id;
            this.role = role;
            this.parentId = parentId;
            this.clientMessageId = clientMessageId;
            this.state = state;
        }

        boolean ended() {
            return FINAL.contains(state);
        }

        private Message copy() {
            Message copy = new Message(id, role, parentId, clientMessageId, state);
            copy.text.append(text);
            copy.reasoning.append(reasoning);
            copy.errorCode = errorCode;
            return copy;
        }

        private String content() {
            return role + ' ' + state + ' ' + clientMessageId + ' ' + parentId + '\n' + text + '\n' + reasoning;
        }
    }

    private final Map<String, Message> messages = new LinkedHashMap<>();
    private final Set<String> started = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private String epoch = "";
    private long cursor;

    String epoch() {
        return epoch;
    }

    long cursor() {
        return cursor;
    }

    boolean known() {
        return !epoch.isEmpty();
    }

    Message message(String id) {
        return messages.get(id);
    }

    List<Message> messages() {
        return new ArrayList<>(messages.values());
    }

    /** Generations that have begun and not ended. */
    Set<String> open() {
        Set<String> open = new HashSet<>(started);
        open.removeAll(ended);
        return open;
    }

    Replica copy() {
        Replica copy = new Replica();
        messages.forEach((id, message) -> copy.messages.put(id, message.copy()));
        copy.started.addAll(started);
        copy.ended.addAll(ended);
        copy.epoch = epoch;
        copy.cursor = cursor;
        return copy;
    }

    /** An empty copy whose cursor is at the beginning. */
    static Replica atZero(String epoch) {
        Replica replica = new Replica();
        replica.epoch = epoch;
        return replica;
    }

    /** The server says that it goes on after a cursor (invariant I4). */
    void recovered(String itsEpoch, long after) {
        Violation.unless(
                itsEpoch.equals(epoch) && after == cursor,
                "I4: resumed after " + after + " of " + itsEpoch + ", but asked for " + cursor + " of " + epoch);
    }

    /** The server sends everything anew (invariant I4, and I3: nothing that was shown is taken back). */
    void reset(String itsEpoch, JsonObject snapshot) {
        Replica fresh = snapshot(itsEpoch, snapshot);
        if (itsEpoch.equals(epoch)) {
            Violation.unless(
                    fresh.cursor >= cursor,
                    "I3: the snapshot ends at " + fresh.cursor + ", but " + cursor + " was seen already");
            messages.keySet()
                    .forEach(id -> Violation.unless(
                            fresh.messages.containsKey(id), "I4: message " + id + " is not in the snapshot"));
            if (fresh.cursor == cursor) {
                same(fresh, "snapshot");
            }
        }
        epoch = itsEpoch;
        cursor = fresh.cursor;
        messages.clear();
        messages.putAll(fresh.messages);
        started.addAll(fresh.started);
        ended.addAll(fresh.ended);
    }

    static Replica snapshot(String epoch, JsonObject snapshot) {
        Replica replica = new Replica();
        replica.epoch = epoch;
        replica.cursor = snapshot.getJsonNumber("seq").longValue();
        snapshot.getJsonArray("messages").forEach(value -> replica.fromSnapshot(value.asJsonObject()));
        return replica;
    }

    private void fromSnapshot(JsonObject json) {
        Message message = create(json, json.getString("id"), json.getString("state"));
        message.reasoning.append(json.getString("reasoning", ""));
        message.errorCode = errorCode(json);
        String generation = json.getString("generationId", "");
        if (!generation.isEmpty()) {
            started.add(generation);
            if (message.ended()) {
                ended.add(generation);
            }
        }
    }

    /** Both copies are at the same place of the same journal: then they are the same. */
    void same(Replica other, String what) {
        Map<String, String> ours = contents();
        Map<String, String> theirs = other.contents();
        Violation.unless(
                ours.keySet().equals(theirs.keySet()),
                what + " at " + cursor + " has messages " + theirs.keySet() + ", not " + ours.keySet());
        ours.forEach((id, content) -> Violation.unless(
                content.equals(theirs.get(id)),
                "I4: " + what + " at " + cursor + " differs in message " + id + ": " + shortened(theirs.get(id))
                        + ", not " + shortened(content)));
    }

    private Map<String, String> contents() {
        Map<String, String> contents = new HashMap<>();
        messages.forEach((id, message) -> contents.put(id, message.content()));
        return contents;
    }

    private static String shortened(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= 120 ? line : line.substring(0, 60) + " ... " + line.substring(line.length() - 60);
    }

    /** A frame of events (invariants I1 and I4). */
    void events(JsonObject frame) {
        long from = frame.getJsonNumber("from").longValue();
        long to = frame.getJsonNumber("to").longValue();
        Violation.unless(from == cursor + 1, "I4: events from " + from + " after " + cursor);
        for (JsonObject event : frame.getJsonArray("events").getValuesAs(JsonObject.class)) {
            long seq = event.getJsonNumber("seq").longValue();
            boolean joined = event.getString("type").equals("delta")
                    || event.getString("type").equals("reasoning-delta");
            Violation.unless(
                    joined ? seq > cursor : seq == cursor + 1,
                    "I1: event " + seq + ' ' + event.getString("type") + " after " + cursor);
            cursor = seq;
            apply(event);
        }
        Violation.unless(cursor == to, "I1: the frame says up to " + to + ", its events end at " + cursor);
    }

    private void apply(JsonObject event) {
        switch (event.getString("type")) {
            case "message-created" -> create(event, event.getString("messageId"), "");
            case "generation-started" -> {
                String generation = event.getString("generationId");
                Violation.unless(started.add(generation), "I6: generation " + generation + " begins twice");
                known(event).state = "connecting";
            }
            case "delta" -> {
                Message message = running(event);
                extend(message.text, event, "text");
                message.state = "streaming";
            }
            case "reasoning-delta" -> {
                Message message = running(event);
                extend(message.reasoning, event, "reasoning");
                message.state = "streaming";
            }
            case "generation-retrying" -> running(event).state = "retrying";
            case "generation-continued" -> running(event).state = "connecting";
            case "message-restarted" -> {
                Message message = running(event);
                message.text.setLength(0);
                message.reasoning.setLength(0);
            }
            case "generation-ended" -> {
                String generation = event.getString("generationId");
                Violation.unless(ended.add(generation), "I6: generation " + generation + " ends twice");
                Message message = known(event);
                message.state = event.getString("state");
                Violation.unless(message.ended(), "I6: a generation ends as " + message.state);
                message.errorCode = errorCode(event);
            }
            default -> {
                // Of later versions, or without meaning here.
            }
        }
    }

    private static String errorCode(JsonObject json) {
        return json.containsKey("error") ? json.getJsonObject("error").getString("code") : "";
    }

    private Message create(JsonObject json, String id, String state) {
        String role = json.getString("role");
        String clientMessageId = json.getString("clientMessageId", "");
        boolean repeated = !clientMessageId.isEmpty()
                && messages.values().stream().anyMatch(message -> message.clientMessageId.equals(clientMessageId));
        Violation.unless(!repeated, "the user's message " + clientMessageId + " is there twice");
        String first = role.equals("user") ? "complete" : "queued";
        Message message =
                new Message(id, role, json.getString("parentId", ""), clientMessageId, state.isEmpty() ? first : state);
        message.text.append(json.getString("text"));
        Violation.unless(messages.put(id, message) == null, "message " + id + " is created twice");
        return message;
    }

    private Message known(JsonObject event) {
        Message message = messages.get(event.getString("messageId"));
        Violation.unless(message != null, "event of an unknown message: " + event);
        return message;
    }

    private Message running(JsonObject event) {
        Message message = known(event);
        Violation.unless(
                !message.ended() && !message.state.equals("queued"),
                "I6: " + event.getString("type") + " for a message that is " + message.state);
        return message;
    }

    /** Invariant I2. */
    private static void extend(StringBuilder text, JsonObject event, String what) {
        int offset = event.getInt("offset");
        Violation.unless(
                offset == text.length(),
                "I2: " + what + " at offset " + offset + ", but there are " + text.length() + " characters");
        Violation.unless(!event.getString("text").isEmpty(), "I2: an empty piece of " + what);
        text.append(event.getString("text"));
    }
}
