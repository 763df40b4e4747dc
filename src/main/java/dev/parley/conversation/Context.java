package dev.parley.conversation;

import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import dev.parley.provider.ChatRequest.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages of a conversation as a tree, and the path that a model is told. */
final class Context {

    private final Map<String, MessageView> byId = new HashMap<>();

    Context(List<MessageView> messages) {
        messages.forEach(message -> byId.put(message.id(), message));
    }

    Optional<MessageView> find(String messageId) {
        return Optional.ofNullable(byId.get(messageId));
    }

    /**
     * What was said from the beginning up to and including a message. An answer that never brought any text is left
     * out together with its question, or a question that the provider refuses would spoil all that follow. Neighbours
     * of one role are joined, because providers want the roles to alternate.
     */
    List<Turn> upTo(@Nullable String messageId) {
        return turns(messageId, null);
    }

    /** The same, and a question that follows it. */
    List<Turn> with(@Nullable String messageId, String question) {
        return turns(messageId, new Turn(Role.USER, question));
    }

    /** The messages from the first one to this one; empty if there is no such message. */
    List<MessageView> path(String messageId) {
        Deque<MessageView> path = new ArrayDeque<>();
        for (MessageView at = byId.get(messageId); at != null; at = message(at.parentId())) {
            path.addFirst(at);
        }
        return List.copyOf(path);
    }

    private List<Turn> turns(@Nullable String messageId, @Nullable Turn question) {
        Deque<Turn> path = new ArrayDeque<>();
        if (question != null) {
            path.addFirst(question);
        }
        MessageView at = message(messageId);
        while (at != null) {
            MessageView parent = message(at.parentId());
            if (at.role() == Role.ASSISTANT && at.text().isEmpty()) {
                at = parent == null ? null : message(parent.parentId());
            } else {
                path.addFirst(new Turn(at.role(), at.text()));
                at = parent;
            }
        }
        List<Turn> turns = new ArrayList<>();
        for (Turn message : path) {
            Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
            if (last != null && last.role() == message.role()) {
                turns.set(turns.size() - 1, new Turn(last.role(), last.text() + "\n\n" + message.text()));
            } else {
                turns.add(new Turn(message.role(), message.text()));
            }
        }
        return turns;
    }

    private @Nullable MessageView message(@Nullable String id) {
        return id == null ? null : byId.get(id);
    }
}
