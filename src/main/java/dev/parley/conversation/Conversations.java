package dev.parley.conversation;

import dev.parley.generation.Briefing;
import dev.parley.generation.GenerationSpec;
import dev.parley.generation.Generations;
import dev.parley.generation.StoredOptions;
import dev.parley.identity.Owner;
import dev.parley.journal.Append;
import dev.parley.journal.ConflictException;
import dev.parley.journal.Journal;
import dev.parley.journal.StaleFenceException;
import dev.parley.platform.Ids;
import dev.parley.platform.StorageException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * All conversations, and the commands on them. Every command names who asks; what is not theirs does not exist for
 * them (invariant I10). Thread-safe, on several nodes too: a command is decided on what the conversation holds, and
 * written only if it still holds just that; otherwise it is decided anew.
 */
@ApplicationScoped
public class Conversations implements Briefing {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_DECISIONS = 20;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final ConversationTable table;
    private final Journal journal;
    private final Generations generations;
    private final Models models;
    private final Optional<String> systemPrompt;
    private final Limits limits = Limits.DEFAULT;

    @Inject
    public Conversations(
            ConversationTable table,
            Journal journal,
            Generations generations,
            Models models,
            @ConfigProperty(name = "parley.system-prompt") Optional<String> systemPrompt) {
        this.table = table;
        this.journal = journal;
        this.generations = generations;
        this.models = models;
        this.systemPrompt = systemPrompt.filter(prompt -> !prompt.isBlank());
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Conversations() {
        table = null;
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
        return stored(() -> table.list(owner));
    }

    /** @throws ParleyException if it is not theirs */
    public Snapshot get(Owner owner, String conversationId) {
        return stored(() -> {
            insist(owner, conversationId);
            return current(conversationId);
        });
    }

    /** @throws ParleyException if it is not theirs */
    public void check(Owner owner, String conversationId) {
        stored(() -> {
            insist(owner, conversationId);
            return conversationId;
        });
    }

    /** The one translation of what the database does into what users are told. */
    private static <T> T stored(Supplier<T> work) {
        try {
            return work.get();
        } catch (StorageException e) {
            if (!e.passing()) {
                throw e;
            }
            throw new ParleyException(ErrorCode.STORAGE_UNAVAILABLE, "the database is away", RETRY_AFTER, e);
        }
    }

    private void insist(Owner owner, String conversationId) {
        if (!table.exists(owner, conversationId)) {
            throw new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "unknown or not theirs");
        }
    }

    private Snapshot current(String conversationId) {
        return journal.current(conversationId)
                .orElseThrow(() -> new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "no journal"));
    }

    /** Decides and writes, anew if something else was written in between. */
    private Ack decide(Supplier<Ack> decision) {
        return stored(() -> {
            for (int round = 1; ; round++) {
                try {
                    return decision.get();
                } catch (ConflictException e) {
                    if (round == MOST_DECISIONS) {
                        throw new ParleyException(
                                ErrorCode.STORAGE_UNAVAILABLE, "the conversation does not hold still", RETRY_AFTER, e);
                    }
                }
            }
        });
    }

    /**
     * A user's message, and the beginning of its answer. Sent again with the same client message id, it does nothing
     * and answers as before. An answer that is being written in this conversation is stopped first.
     */
    public Ack send(Owner owner, ClientFrame.Send send) {
        validate(send);
        return decide(() -> {
            String conversationId = send.conversationId() == null
                    ? table.opened(owner, send.clientMessageId()).orElse(null)
                    : send.conversationId();
            return conversationId == null ? open(owner, send) : sendTo(owner, conversationId, send);
        });
    }

    private Ack open(Owner owner, ClientFrame.Send send) {
        generations.checkRoom();
        if (send.parentId() != null) {
            throw new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "a new conversation has no messages yet");
        }
        if (table.count(owner) >= limits.conversationsPerOwner()) {
            throw new ParleyException(ErrorCode.TOO_MANY_CONVERSATIONS, "at most " + limits.conversationsPerOwner());
        }
        ModelSpec model = models.get(send.model());
        Ack ack = new Ack(null, Ids.next(), Ids.next(), Ids.next(), Ids.next());
        String traceId = Ids.trace();
        List<Event> events = new ArrayList<>();
        events.add(new Event.ConversationChanged(Titles.of(send.text()), model.id()));
        events.addAll(question(send, model, null, ack, traceId));
        Append.Opening opening = new Append.Opening(owner.id(), send.clientMessageId());
        ChatRequest request = request(model, new Context(List.of()), null, send.text(), send.options());
        start(
                Append.opening(id(ack.conversationId()), opening, events, StoredOptions.write(send.options())),
                ack,
                traceId,
                request,
                "");
        return ack;
    }

    private Ack sendTo(Owner owner, String conversationId, ClientFrame.Send send) {
        insist(owner, conversationId);
        Snapshot snapshot = current(conversationId);
        Optional<Ack> before = ackOf(snapshot, send.clientMessageId());
        if (before.isPresent()) {
            return before.get();
        }
        generations.checkRoom();
        ModelSpec model = models.get(send.model());
        insistOnRoom(snapshot);
        String parentId = parent(snapshot, send.parentId());
        Snapshot quiet = stopped(snapshot);
        Ack ack = new Ack(null, conversationId, Ids.next(), Ids.next(), Ids.next());
        String traceId = Ids.trace();
        List<Event> events = new ArrayList<>();
        if (!model.id().equals(snapshot.conversation().model())) {
            events.add(new Event.ConversationChanged(null, model.id()));
        }
        events.addAll(question(send, model, parentId, ack, traceId));
        ChatRequest request = request(model, new Context(quiet.messages()), parentId, send.text(), send.options());
        start(
                Append.at(conversationId, quiet.seq(), events, StoredOptions.write(send.options())),
                ack,
                traceId,
                request,
                "");
        return ack;
    }

    /** What was answered when this message was sent before. */
    private Optional<Ack> ackOf(Snapshot snapshot, String clientMessageId) {
        for (MessageView question : snapshot.messages()) {
            if (clientMessageId.equals(question.clientMessageId())) {
                String answer = snapshot.messages().stream()
                        .filter(message -> question.id().equals(message.parentId()))
                        .findFirst()
                        .map(MessageView::id)
                        .orElse(null);
                String generationId =
                        answer == null ? null : table.firstGeneration(answer).orElse(null);
                return Optional.of(new Ack(null, snapshot.conversation().id(), question.id(), answer, generationId));
            }
        }
        return Optional.empty();
    }

    /** Another answer to the same question, beside the one there is. */
    public Ack regenerate(Owner owner, String messageId, @Nullable String modelId) {
        return decide(() -> {
            String conversationId = holding(owner, messageId);
            generations.checkRoom();
            Snapshot snapshot = current(conversationId);
            insistOnRoom(snapshot);
            MessageView old = assistant(new Context(snapshot.messages()), messageId);
            ModelSpec model = models.get(modelId == null ? known(old.model()) : modelId);
            Snapshot quiet = stopped(snapshot);
            Ack ack = new Ack(null, conversationId, null, Ids.next(), Ids.next());
            String traceId = Ids.trace();
            List<Event> events = List.of(
                    new Event.MessageCreated(id(ack.messageId()), old.parentId(), Role.ASSISTANT, "", null, model.id()),
                    started(ack, model, traceId));
            ChatRequest request = new ChatRequest(
                    model,
                    systemPrompt.orElse(null),
                    new Context(quiet.messages()).upTo(old.parentId()),
                    "",
                    SendOptions.NONE);
            start(
                    Append.at(conversationId, quiet.seq(), events, StoredOptions.write(SendOptions.NONE)),
                    ack,
                    traceId,
                    request,
                    "");
            return ack;
        });
    }

    /** Goes on with an answer that was stopped or broke off, from the text it has. */
    public Ack continueAnswer(Owner owner, String messageId) {
        return decide(() -> {
            String conversationId = holding(owner, messageId);
            generations.checkRoom();
            Snapshot snapshot = current(conversationId);
            MessageView message = assistant(new Context(snapshot.messages()), messageId);
            ModelSpec model = models.get(known(message.model()));
            boolean brokeOff = message.state() == MessageState.INTERRUPTED || message.state() == MessageState.STOPPED;
            if (!brokeOff || message.text().isEmpty() || model.prefix() == ModelSpec.Prefix.NONE) {
                throw new ParleyException(ErrorCode.CONTINUE_NOT_POSSIBLE, "state " + message.state());
            }
            Snapshot quiet = stopped(snapshot);
            Ack ack = new Ack(null, conversationId, null, messageId, Ids.next());
            String traceId = Ids.trace();
            start(
                    Append.at(
                            conversationId,
                            quiet.seq(),
                            List.of(started(ack, model, traceId)),
                            StoredOptions.write(SendOptions.NONE)),
                    ack,
                    traceId,
                    request(quiet, message, model.id(), SendOptions.NONE, message.text()),
                    message.reasoning());
            return ack;
        });
    }

    @Override
    public ChatRequest request(
            Snapshot conversation, MessageView message, String modelId, SendOptions options, String prefix) {
        return new ChatRequest(
                models.get(modelId),
                systemPrompt.orElse(null),
                new Context(conversation.messages()).upTo(message.parentId()),
                prefix,
                options);
    }

    /** Stops an answer of theirs; the partial answer is kept. Stopping one that has ended does nothing. */
    public void stop(Owner owner, String generationId) {
        stored(() -> {
            ConversationTable.Generation generation = table.generation(owner, generationId)
                    .orElseThrow(() -> new ParleyException(ErrorCode.GENERATION_NOT_FOUND, "no such generation"));
            if (generation.open()) {
                stop(generation.conversationId(), generation.messageId(), generationId);
            }
            return generationId;
        });
    }

    /** Here by its run; elsewhere by taking it from its owner, whose next append is refused. */
    private void stop(String conversationId, String messageId, String generationId) {
        Optional<CompletionStage<Void>> here = generations.stop(generationId);
        if (here.isPresent()) {
            await(here.get());
            return;
        }
        Event.GenerationEnded end =
                new Event.GenerationEnded(generationId, messageId, MessageState.STOPPED, null, null, null);
        try {
            journal.appendAndWait(Append.ending(conversationId, end), PATIENCE);
        } catch (StaleFenceException e) {
            // It has ended by itself meanwhile.
        }
    }

    private static void await(CompletionStage<Void> ended) {
        try {
            ended.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("interrupted while an answer was being stopped", true, e);
        } catch (TimeoutException e) {
            throw new StorageException("the end of an answer could not be written", true, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer could not be stopped", e);
        }
    }

    /** The conversation without an answer that is being written. */
    private Snapshot stopped(Snapshot snapshot) {
        boolean any = false;
        for (MessageView message : snapshot.messages()) {
            if (!message.state().terminal() && message.generationId() != null) {
                stop(snapshot.conversation().id(), message.id(), message.generationId());
                any = true;
            }
        }
        return any ? current(snapshot.conversation().id()) : snapshot;
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

    private String holding(Owner owner, String messageId) {
        return table.ofMessage(owner, messageId)
                .orElseThrow(() -> new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "unknown or not theirs"));
    }

    private void insistOnRoom(Snapshot snapshot) {
        if (snapshot.messages().size() + 2 > limits.messages()) {
            throw new ParleyException(ErrorCode.CONVERSATION_FULL, "at most " + limits.messages() + " messages");
        }
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

    private static List<Event> question(
            ClientFrame.Send send, ModelSpec model, @Nullable String parentId, Ack ack, String traceId) {
        return List.of(
                new Event.MessageCreated(
                        id(ack.userMessageId()), parentId, Role.USER, send.text(), send.clientMessageId(), null),
                new Event.MessageCreated(
                        id(ack.messageId()), ack.userMessageId(), Role.ASSISTANT, "", null, model.id()),
                started(ack, model, traceId));
    }

    private static Event started(Ack ack, ModelSpec model, String traceId) {
        return new Event.GenerationStarted(id(ack.generationId()), id(ack.messageId()), model.id(), traceId);
    }

    private static String id(@Nullable String id) {
        return Objects.requireNonNull(id);
    }

    private ChatRequest request(
            ModelSpec model, Context context, @Nullable String parentId, String question, SendOptions options) {
        return new ChatRequest(model, systemPrompt.orElse(null), context.with(parentId, question), "", options);
    }

    /** Commits what begins an answer, and starts it. */
    private void start(Append append, Ack ack, String traceId, ChatRequest request, String reasoning) {
        String generationId = id(ack.generationId());
        generations.reserve(generationId);
        try {
            journal.appendAndWait(append, PATIENCE);
            generations.start(GenerationSpec.started(
                    generationId, append.conversationId(), id(ack.messageId()), traceId, request, reasoning));
        } finally {
            generations.release(generationId);
        }
    }
}
