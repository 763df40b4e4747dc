package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.platform.Ids;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.protocol.Snapshot;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One browser session's view: who is this, and what may they do. It holds an owner and nothing else; the truth lies in
 * {@link Conversations}, so a lost HTTP session costs nothing but a new one. A socket keeps the bean itself and may
 * outlive the session. Thread-safe.
 */
@SessionScoped
public class ConversationService implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String id = Ids.next();
    private final Conversations conversations;
    private final MessageRate rate;
    private volatile @Nullable String address;
    private final Serializable lock = new Serializable() {
        @Serial
        private static final long serialVersionUID = 1L;
    };
    private volatile @Nullable Owner owner;

    @Inject
    public ConversationService(Conversations conversations, MessageRate rate) {
        this.conversations = conversations;
        this.rate = rate;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ConversationService() {
        conversations = null;
        rate = null;
    }

    /** Names this bean: two tabs of one browser see the same name, two browsers different ones. */
    public String id() {
        return id;
    }

    /**
     * Says who this session belongs to; called by the door that has checked it. A session belongs to one owner for ever, so
     * that no socket and no call of one can become another's.
     *
     * @return false if it is somebody else's
     */
    public boolean enter(Owner known) {
        synchronized (lock) {
            Owner before = owner;
            if (before != null && !before.id().equals(known.id())) {
                return false;
            }
            owner = known;
            return true;
        }
    }

    /** @throws ParleyException if nobody has entered */
    public Owner owner() {
        Owner known = owner;
        if (known == null) {
            throw new ParleyException(ErrorCode.SESSION_EXPIRED, "nobody has entered this session");
        }
        return known;
    }

    /** Says where this session's requests come from, for the limits of an address. */
    public void comesFrom(String known) {
        address = known;
    }

    /** Where the newest request came from, or null if that is not known. */
    public @Nullable String address() {
        return address;
    }

    public int maxTextChars() {
        return conversations.maxTextChars();
    }

    public ConversationPage list(boolean archived, @Nullable String before, int limit) {
        return conversations.list(owner(), archived, before, limit);
    }

    public Snapshot get(String conversationId) {
        return conversations.get(owner(), conversationId);
    }

    /** @throws ParleyException if the conversation is not theirs */
    public void check(String conversationId) {
        conversations.check(owner(), conversationId);
    }

    public Ack send(ClientFrame.Send send) {
        rate.count(owner(), address);
        return conversations.send(owner(), send);
    }

    public Ack regenerate(ClientFrame.Regenerate regenerate) {
        rate.count(owner(), address);
        return conversations.regenerate(owner(), regenerate.messageId(), regenerate.model());
    }

    public Ack continueAnswer(ClientFrame.Continue request) {
        rate.count(owner(), address);
        return conversations.continueAnswer(owner(), request.messageId());
    }

    public void stop(ClientFrame.Stop stop) {
        conversations.stop(owner(), stop.generationId());
    }
}
