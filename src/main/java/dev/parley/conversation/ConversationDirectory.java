package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.journal.Journal;
import dev.parley.platform.Ids;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which conversations there are, whose they are, and what belongs to them; in memory.
 *
 * <p>Notes: one lock protects all maps; under it a journal is opened, and nothing else is called.
 */
@ApplicationScoped
public class ConversationDirectory {

    private final Journal journal;
    private final Limits limits;
    private final Map<String, Conversation> byId = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, Conversation> byPart = new HashMap<>();
    private final Map<String, Conversation> byOpening = new HashMap<>();

    @Inject
    public ConversationDirectory(Journal journal) {
        this(journal, Limits.DEFAULT);
    }

    ConversationDirectory(Journal journal, Limits limits) {
        this.journal = journal;
        this.limits = limits;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ConversationDirectory() {
        this(null, Limits.DEFAULT);
    }

    synchronized Optional<Conversation> find(String conversationId) {
        return Optional.ofNullable(byId.get(conversationId));
    }

    /** The conversation that a message or a generation belongs to. */
    synchronized Optional<Conversation> holding(String partId) {
        return Optional.ofNullable(byPart.get(partId));
    }

    /** The conversation that the owner's message has opened before. */
    synchronized Optional<Conversation> opened(Owner owner, String clientMessageId) {
        return Optional.ofNullable(byOpening.get(opening(owner, clientMessageId)));
    }

    private static String opening(Owner owner, String clientMessageId) {
        return owner.id() + ' ' + clientMessageId;
    }

    synchronized List<Conversation> of(Owner owner) {
        return byId.values().stream()
                .filter(conversation -> conversation.isOf(owner))
                .toList();
    }

    /** The conversation that the owner's message opens; the same one when the message is sent again. */
    Conversation openFor(Owner owner, String clientMessageId) {
        List<String> forgotten = new ArrayList<>();
        try {
            return openFor(owner, clientMessageId, forgotten);
        } finally {
            // Outside of the lock: it rings those who follow the conversation.
            forgotten.forEach(journal::remove);
        }
    }

    private synchronized Conversation openFor(Owner owner, String clientMessageId, List<String> forgotten) {
        String opening = opening(owner, clientMessageId);
        Conversation open = byOpening.get(opening);
        if (open != null) {
            return open;
        }
        if (of(owner).size() >= limits.conversationsPerOwner()) {
            throw new ParleyException(ErrorCode.TOO_MANY_CONVERSATIONS, "at most " + limits.conversationsPerOwner());
        }
        makeRoom(forgotten);
        Conversation conversation = new Conversation(Ids.next(), owner);
        journal.open(conversation.id());
        byId.put(conversation.id(), conversation);
        byOpening.put(opening, conversation);
        return conversation;
    }

    synchronized void holds(Conversation conversation, String messageId) {
        if (byId.containsKey(conversation.id())) {
            byPart.put(messageId, conversation);
        }
    }

    /** @param before the generation that this one takes the place of, or null */
    synchronized void runs(Conversation conversation, @Nullable String before, String generationId) {
        if (before != null) {
            byPart.remove(before);
        }
        if (byId.containsKey(conversation.id())) {
            byPart.put(generationId, conversation);
        }
    }

    /** Forgets the conversations that were longest unused. */
    private void makeRoom(List<String> forgotten) {
        while (byId.size() >= limits.conversations()) {
            String id = byId.keySet().iterator().next();
            Conversation oldest = byId.remove(id);
            byPart.values().removeIf(conversation -> conversation == oldest);
            byOpening.values().removeIf(conversation -> conversation == oldest);
            forgotten.add(id);
        }
    }
}
