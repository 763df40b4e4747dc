package dev.parley.conversation;

import dev.parley.platform.Ids;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.Json;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Rating;
import dev.parley.protocol.Role;
import dev.parley.protocol.Timings;
import dev.parley.protocol.Usage;
import jakarta.json.JsonException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Export} writes. Nothing is believed: a file may have been changed by hand, or by another program. */
final class ImportFile {

    private static final int ANSWER_CHARS = 4_000_000;
    private static final int ID_CHARS = 128;

    private final Limits limits;
    private final long nowMillis;

    ImportFile(Limits limits, long nowMillis) {
        this.limits = limits;
        this.nowMillis = nowMillis;
    }

    /** @throws ParleyException that says what is wrong, and where */
    List<Imported> read(String text) {
        ImportNode file;
        try {
            file = new ImportNode(Json.value(text).asJsonObject(), "");
        } catch (JsonException | ClassCastException e) {
            throw ImportNode.invalid("the file: must be a JSON object");
        }
        if (!Transcription.FORMAT.equals(file.text("format", ID_CHARS))) {
            throw file.wrong("format", "must be " + Transcription.FORMAT);
        }
        Long version = file.wholeNumber("version", Integer.MAX_VALUE);
        if (version == null || version != Transcription.VERSION) {
            throw file.wrong("version", "must be " + Transcription.VERSION);
        }
        List<Imported> read = new ArrayList<>();
        for (ImportNode conversation : file.objects("conversations", limits.conversationsPerOwner())) {
            read.add(conversation(conversation));
        }
        return read;
    }

    private Imported conversation(ImportNode node) {
        List<MessageView> messages = messages(node);
        long createdAt = time(node, "createdAt");
        long newest =
                messages.stream().mapToLong(MessageView::createdAtMillis).max().orElse(createdAt);
        return new Imported(
                new ConversationView(
                        Ids.next(),
                        title(node, messages),
                        node.text("model", ID_CHARS),
                        createdAt,
                        // The list and the search count on it: nothing in it is newer.
                        Math.max(newest, Math.max(createdAt, time(node, "updatedAt"))),
                        false,
                        node.flag("pinned"),
                        node.flag("archived"),
                        options(node)),
                messages);
    }

    private static String title(ImportNode node, List<MessageView> messages) {
        String title = node.text("title", Housekeeping.TITLE_CHARS);
        if (title != null && !title.isBlank()) {
            return Housekeeping.title(title);
        }
        return messages.isEmpty() ? "" : Titles.of(messages.get(0).text());
    }

    private static ConversationOptions options(ImportNode conversation) {
        ImportNode node = conversation.object("options");
        if (node == null) {
            return ConversationOptions.NONE;
        }
        try {
            ConversationOptions options = OptionsJson.conversation(node.json());
            Options.check(options);
            return options;
        } catch (ParleyException e) {
            throw ImportNode.invalid(node.path() + '.' + e.getMessage());
        }
    }

    private long time(ImportNode node, String name) {
        Long millis = node.wholeNumber(name, Long.MAX_VALUE);
        return millis == null ? nowMillis : Math.min(millis, nowMillis);
    }

    private List<MessageView> messages(ImportNode conversation) {
        Map<String, MessageView> byOldId = new HashMap<>();
        List<MessageView> messages = new ArrayList<>();
        for (ImportNode node : conversation.objects("messages", limits.messages())) {
            MessageView message = message(node, byOldId);
            if (byOldId.put(node.neededText("id", ID_CHARS), message) != null) {
                throw node.wrong("id", "is that of an earlier message");
            }
            messages.add(message);
        }
        return messages;
    }

    private MessageView message(ImportNode node, Map<String, MessageView> earlier) {
        Role role = Optional.ofNullable(node.constant("role", Role.class, Role::wire))
                .orElseThrow(() -> node.wrong("role", "must be user or assistant"));
        MessageView parent = parent(node, role, earlier);
        boolean answer = role == Role.ASSISTANT;
        Rating rating = node.constant("rating", Rating.class, Rating::wire);
        if (rating != null && !answer) {
            throw node.wrong("rating", "is for answers only");
        }
        return new MessageView(
                Ids.next(),
                parent == null ? null : parent.id(),
                role,
                node.neededText("text", answer ? ANSWER_CHARS : limits.textChars()),
                answer
                        ? Optional.ofNullable(node.text("reasoning", ANSWER_CHARS))
                                .orElse("")
                        : "",
                time(node, "createdAt"),
                state(node, answer),
                node.text("model", ID_CHARS),
                null,
                null,
                null,
                null,
                null,
                node.constant("finishReason", FinishReason.class, FinishReason::wire),
                usage(node.object("usage")),
                null,
                rating,
                Timings.NONE);
    }

    /** Answers without a question could not be asked for again. */
    private static @Nullable MessageView parent(ImportNode node, Role role, Map<String, MessageView> earlier) {
        String id = node.text("parentId", ID_CHARS);
        MessageView parent = id == null ? null : earlier.get(id);
        if (id != null && parent == null) {
            throw node.wrong("parentId", "must be the id of an earlier message");
        }
        if (role == Role.ASSISTANT && (parent == null || parent.role() != Role.USER)) {
            throw node.wrong("parentId", "must be the id of the user's message that is answered");
        }
        return parent;
    }

    /** Nothing goes on with an answer that was being written. */
    private static MessageState state(ImportNode node, boolean answer) {
        MessageState state = node.constant("state", MessageState.class, MessageState::wire);
        if (!answer || state == null) {
            return MessageState.COMPLETE;
        }
        return state.terminal() ? state : MessageState.INTERRUPTED;
    }

    private static @Nullable Usage usage(@Nullable ImportNode node) {
        return node == null
                ? null
                : new Usage(
                        tokens(node, "inputTokens"),
                        tokens(node, "outputTokens"),
                        tokens(node, "reasoningTokens"),
                        tokens(node, "totalTokens"));
    }

    private static long tokens(ImportNode node, String name) {
        Long tokens = node.wholeNumber(name, Integer.MAX_VALUE);
        return tokens == null ? 0 : tokens;
    }
}
