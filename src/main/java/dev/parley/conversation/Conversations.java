package dev.parley.conversation;

import dev.parley.generation.GenerationSpec;
import dev.parley.generation.Generations;
import dev.parley.identity.Owner;
import dev.parley.journal.Journal;
import dev.parley.platform.Ids;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.protocol.Snapshot;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * All conversations, and the commands on them. Every command names who asks; what is not theirs does not exist for
 * them (invariant I10). Thread-safe: commands on one conversation follow one another.
 */
@ApplicationScoped
public class Conversations {

    private static final long STOP_TIMEOUT_SECONDS = 10;

    private final ConversationDirectory directory;
    private final Journal journal;
    private final Generations generations;
    private final Models models;
    private final Optional<String> systemPrompt;
    private final Limits limits = Limits.DEFAULT;

    @Inject
    public Conversations(
            ConversationDirectory directory,
            Journal journal,
            Generations generations,
            Models models,
            @ConfigProperty(name = "parley.system-prompt") Optional<String> systemPrompt) {
        this.directory = directory;
        this.journal = journal;
        this.generations = generations;
        this.models = models;
        this.systemPrompt = systemPrompt.filter(prompt -> !prompt.isBlank());
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Conversations() {
        directory = null;
        journal = null;
        generations = null;
        models = null;
        systemPrompt = Optional.empty();
    }

    /** UTF-16 length of the longest message. */
    public int maxTextChars() {
        return limits.textChars();
    }

    /** Newest first. */
    public List<ConversationView> list(Owner owner) {
        return directory.of(owner).stream()
                .map(conversation -> journal.view(conversation.id()))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingLong(ConversationView::updatedAtMillis)
                        .reversed())
                .toList();
    }

    /** @throws ParleyException if it is not theirs */
    public Snapshot get(Owner owner, String conversationId) {
        return journal.snapshot(theirs(owner, conversationId).id())
                .orElseThrow(() -> new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "no journal"));
    }

    /** @throws ParleyException if it is not theirs */
    public void check(Owner owner, String conversationId) {
        theirs(owner, conversationId);
    }

    /**
     * A user's message, and the beginning of its answer. Sent again with the same client message id, it does nothing
     * and answers as before. An answer that is being written in this conversation is stopped first.
     */
    public Ack send(Owner owner, ClientFrame.Send send) {
        validate(send);
        Conversation conversation = send.conversationId() == null
                ? directory.opened(owner, send.clientMessageId()).orElseGet(() -> openFor(owner, send))
                : theirs(owner, send.conversationId());
        synchronized (conversation) {
            Ack before = conversation.ackOf(send.clientMessageId());
            if (before != null) {
                return before;
            }
            generations.checkRoom();
            ModelSpec model = models.get(send.model());
            Snapshot snapshot = snapshotForMore(conversation);
            String parentId = parent(snapshot, send.parentId());
            stopNewest(conversation);
            Ack ack = new Ack(null, conversation.id(), Ids.next(), Ids.next(), Ids.next());
            append(conversation, opening(snapshot, send, model, parentId, ack));
            conversation.answered(send.clientMessageId(), ack);
            Context context = new Context(get(owner, conversation.id()).messages());
            generate(conversation, ack, request(model, context, ack.userMessageId(), "", send.options()), 0);
            return ack;
        }
    }

    /** What can be refused is refused before a conversation is opened; a message sent again is not refused at all. */
    private Conversation openFor(Owner owner, ClientFrame.Send send) {
        generations.checkRoom();
        if (send.parentId() != null) {
            throw new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "a new conversation has no messages yet");
        }
        return directory.openFor(owner, send.clientMessageId());
    }

    /** Another answer to the same question, beside the one there is. */
    public Ack regenerate(Owner owner, String messageId, @Nullable String modelId) {
        Conversation conversation = holding(owner, messageId);
        synchronized (conversation) {
            generations.checkRoom();
            Snapshot snapshot = snapshotForMore(conversation);
            Context context = new Context(snapshot.messages());
            MessageView old = assistant(context, messageId);
            ModelSpec model = models.get(modelId == null ? known(old.model()) : modelId);
            stopNewest(conversation);
            Ack ack = new Ack(null, conversation.id(), null, Ids.next(), Ids.next());
            append(
                    conversation,
                    List.of(new Event.MessageCreated(
                            id(ack.messageId()), old.parentId(), Role.ASSISTANT, "", null, model.id())));
            generate(conversation, ack, request(model, context, old.parentId(), "", SendOptions.NONE), 0);
            return ack;
        }
    }

    /** Goes on with an answer that was stopped or broke off, from the text it has. */
    public Ack continueAnswer(Owner owner, String messageId) {
        Conversation conversation = holding(owner, messageId);
        synchronized (conversation) {
            generations.checkRoom();
            Context context = new Context(snapshotForMore(conversation).messages());
            MessageView message = assistant(context, messageId);
            ModelSpec model = models.get(known(message.model()));
            boolean brokeOff = message.state() == MessageState.INTERRUPTED || message.state() == MessageState.STOPPED;
            if (!brokeOff || message.text().isEmpty() || model.prefix() == ModelSpec.Prefix.NONE) {
                throw new ParleyException(ErrorCode.CONTINUE_NOT_POSSIBLE, "state " + message.state());
            }
            stopNewest(conversation);
            Ack ack = new Ack(null, conversation.id(), null, messageId, Ids.next());
            ChatRequest request = request(model, context, message.parentId(), message.text(), SendOptions.NONE);
            generate(conversation, ack, request, message.reasoning().length());
            return ack;
        }
    }

    /** Stops an answer of theirs; the partial answer is kept. Stopping one that has ended does nothing. */
    public void stop(Owner owner, String generationId) {
        Conversation conversation = directory
                .holding(generationId)
                .filter(found -> found.isOf(owner))
                .orElseThrow(() -> new ParleyException(ErrorCode.GENERATION_NOT_FOUND, "no such generation"));
        stopAndWait(generationId, conversation);
    }

    private void validate(ClientFrame.Send send) {
        if (send.text().isBlank()) {
            throw new ParleyException(ErrorCode.TEXT_EMPTY, "no text");
        }
        if (send.text().length() > limits.textChars()) {
            throw new ParleyException(
                    ErrorCode.TEXT_TOO_LONG, send.text().length() + " of at most " + limits.textChars());
        }
        models.get(send.model());
        SendOptions options = send.options();
        boolean fits = within(options.temperature(), 0, 2)
                && within(options.topP(), 0, 1)
                && within(
                        options.maxTokens() == null ? null : options.maxTokens().doubleValue(), 1, 10_000_000);
        if (!fits) {
            throw new ParleyException(ErrorCode.INVALID_OPTION, "temperature 0 to 2, topP 0 to 1, maxTokens from 1");
        }
    }

    private static boolean within(@Nullable Double value, double least, double most) {
        return value == null || (value >= least && value <= most);
    }

    private Conversation theirs(Owner owner, String conversationId) {
        return directory
                .find(conversationId)
                .filter(conversation -> conversation.isOf(owner))
                .orElseThrow(() -> new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "unknown or not theirs"));
    }

    private Conversation holding(Owner owner, String messageId) {
        return directory
                .holding(messageId)
                .filter(conversation -> conversation.isOf(owner))
                .orElseThrow(() -> new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "unknown or not theirs"));
    }

    private Snapshot snapshotForMore(Conversation conversation) {
        Snapshot snapshot = journal.snapshot(conversation.id())
                .orElseThrow(() -> new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "no journal"));
        if (snapshot.messages().size() + 2 > limits.messages()) {
            throw new ParleyException(ErrorCode.CONVERSATION_FULL, "at most " + limits.messages() + " messages");
        }
        return snapshot;
    }

    private static MessageView assistant(Context context, String messageId) {
        return context.find(messageId)
                .filter(message -> message.role() == Role.ASSISTANT)
                .orElseThrow(() -> new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "no answer of this id"));
    }

    /** A model that is not configured any more gives way to the default one. */
    private @Nullable String known(@Nullable String modelId) {
        return models.views().stream().anyMatch(model -> model.id().equals(modelId)) ? modelId : null;
    }

    /** The message that the new one follows: the one that is named, or else the newest. */
    private static @Nullable String parent(Snapshot snapshot, @Nullable String named) {
        List<MessageView> messages = snapshot.messages();
        if (named == null) {
            return messages.isEmpty() ? null : messages.get(messages.size() - 1).id();
        }
        if (messages.stream().noneMatch(message -> message.id().equals(named))) {
            throw new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "the parent is not in this conversation");
        }
        return named;
    }

    private void stopNewest(Conversation conversation) {
        String newest = conversation.generationId();
        if (newest != null) {
            stopAndWait(newest, conversation);
        }
    }

    private void stopAndWait(String generationId, Conversation conversation) {
        try {
            generations.stop(generationId).toCompletableFuture().get(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an answer was being stopped", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the answer in " + conversation.id() + " could not be stopped", e);
        }
    }

    private List<Event> opening(
            Snapshot snapshot, ClientFrame.Send send, ModelSpec model, @Nullable String parentId, Ack ack) {
        List<Event> events = new ArrayList<>();
        boolean first = snapshot.messages().isEmpty();
        if (first || !model.id().equals(snapshot.conversation().model())) {
            events.add(new Event.ConversationChanged(first ? Titles.of(send.text()) : null, model.id()));
        }
        events.add(new Event.MessageCreated(
                id(ack.userMessageId()), parentId, Role.USER, send.text(), send.clientMessageId(), null));
        events.add(new Event.MessageCreated(
                id(ack.messageId()), ack.userMessageId(), Role.ASSISTANT, "", null, model.id()));
        return events;
    }

    private static String id(@Nullable String id) {
        return Objects.requireNonNull(id);
    }

    private ChatRequest request(
            ModelSpec model, Context context, @Nullable String upTo, String prefix, SendOptions options) {
        return new ChatRequest(model, systemPrompt.orElse(null), context.upTo(upTo), prefix, options);
    }

    private void append(Conversation conversation, List<Event> events) {
        journal.append(conversation.id(), events, null).toCompletableFuture().join();
        events.stream()
                .filter(Event.MessageCreated.class::isInstance)
                .forEach(event -> directory.holds(conversation, ((Event.MessageCreated) event).messageId()));
    }

    private void generate(Conversation conversation, Ack ack, ChatRequest request, int reasoningChars) {
        String generationId = id(ack.generationId());
        directory.runs(conversation, conversation.generationId(), generationId);
        conversation.generating(generationId);
        generations.start(new GenerationSpec(
                generationId, conversation.id(), id(ack.messageId()), Ids.trace(), request, reasoningChars));
    }
}
