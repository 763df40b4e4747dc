package dev.parley.conversation;

import dev.parley.generation.Briefing;
import dev.parley.generation.GenerationSpec;
import dev.parley.generation.Generations;
import dev.parley.identity.Owner;
import dev.parley.identity.Quotas;
import dev.parley.journal.Append;
import dev.parley.journal.Journal;
import dev.parley.journal.Note;
import dev.parley.platform.Ids;
import dev.parley.platform.LogContent;
import dev.parley.platform.LogContext;
import dev.parley.platform.Metric;
import dev.parley.platform.Settings;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Role;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.TokenEstimate;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ChatRequest.Turn;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.Models;
import dev.parley.trace.StopCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * All conversations, and the commands on them. Every command names who asks; what is not theirs does not exist for
 * them (invariant I10). Thread-safe, on several nodes too: a command is decided on what the conversation holds, and
 * written only if it still holds just that; otherwise it is decided anew.
 */
@ApplicationScoped
public class Conversations implements Briefing {

    /** Of the list, at once. */
    private static final int MOST_LISTED = 200;

    private static final Logger LOG = Logger.getLogger(Conversations.class.getName());

    private final ConversationTable table;
    private final Journal journal;
    private final Generations generations;
    private final Stops stops;
    private final Models models;
    private final Optional<String> systemPrompt;
    private final Limits limits;
    private final Counter duplicates;
    private final Quotas quotas;

    @Inject
    public Conversations(
            ConversationTable table,
            Journal journal,
            Generations generations,
            Models models,
            Quotas quotas,
            Config config,
            MeterRegistry registry) {
        this.table = table;
        this.journal = journal;
        this.generations = generations;
        this.stops = new Stops(journal, generations);
        this.models = models;
        this.quotas = quotas;
        this.limits = Limits.of(config);
        this.duplicates = Metric.DUPLICATES_DROPPED.counter(registry);
        this.systemPrompt = Settings.of(config).text("parley.system-prompt");
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Conversations() {
        table = null;
        journal = null;
        generations = null;
        stops = null;
        models = null;
        quotas = null;
        limits = Limits.DEFAULT;
        duplicates = null;
        systemPrompt = Optional.empty();
    }

    /** UTF-16 length of the longest message. */
    public int maxTextChars() {
        return limits.textChars();
    }

    /** How many each of some users has, with those that can be restored; those without any are missing. */
    public Map<String, Integer> counts(List<String> ownerIds) {
        return Decisions.stored(() -> table.counts(ownerIds));
    }

    /**
     * A piece of the list: pinned ones first, then the newest first.
     *
     * @param before the {@code next} of the piece before, or null to begin
     * @param limit from 1 to 200
     * @throws ParleyException if a parameter is not as described
     */
    public ConversationPage list(Owner owner, boolean archived, @Nullable String before, int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw ParleyException.explained(ErrorCode.INVALID_REQUEST, "limit: must be from 1 to " + MOST_LISTED);
        }
        ListCursor cursor = before == null ? null : ListCursor.of(before);
        List<ConversationView> found = Decisions.stored(() -> table.list(owner, archived, cursor, limit + 1));
        if (found.size() <= limit) {
            return new ConversationPage(found, null);
        }
        ConversationView last = found.get(limit - 1);
        return new ConversationPage(
                found.subList(0, limit), new ListCursor(last.pinned(), last.updatedAtMillis(), last.id()).text());
    }

    /** @throws ParleyException if it is not theirs */
    public Snapshot get(Owner owner, String conversationId) {
        return Decisions.stored(() -> {
            insist(owner, conversationId);
            return current(conversationId);
        });
    }

    /** @throws ParleyException if it is not theirs */
    public void check(Owner owner, String conversationId) {
        Decisions.stored(() -> {
            insist(owner, conversationId);
            return conversationId;
        });
    }

    private void insist(Owner owner, String conversationId) {
        if (!table.exists(owner, conversationId)) {
            throw new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "unknown or not theirs");
        }
    }

    private Snapshot current(String conversationId) {
        return Stops.current(journal, conversationId);
    }

    /**
     * A user's message, and the beginning of its answer. Sent again with the same client message id, it does nothing
     * and answers as before. An answer that is being written in this conversation is stopped first.
     */
    public Ack send(Owner owner, ClientFrame.Send send) {
        validate(send);
        return Decisions.decide(() -> {
            String conversationId = send.conversationId() == null
                    ? table.opened(owner, send.clientMessageId()).orElse(null)
                    : send.conversationId();
            return conversationId == null ? open(owner, send) : sendTo(owner, conversationId, send);
        });
    }

    private Ack open(Owner owner, ClientFrame.Send send) {
        insistOnRoom(owner);
        if (send.parentId() != null) {
            throw new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "a new conversation has no messages yet");
        }
        if (table.count(owner) >= limits.conversationsPerOwner()) {
            throw new ParleyException(ErrorCode.TOO_MANY_CONVERSATIONS, "at most " + limits.conversationsPerOwner());
        }
        ModelSpec model = models.get(send.model());
        Ack ack = new Ack(null, Ids.next(), Ids.next(), Ids.next(), Ids.next());
        String traceId = LogContext.trace();
        List<Event> events = new ArrayList<>();
        ConversationOptions given = send.conversationOptions();
        events.add(new Event.ConversationChanged(
                Titles.of(send.text()),
                model.id(),
                null,
                null,
                given.equals(ConversationOptions.NONE) ? null : given,
                false));
        events.addAll(question(send, model, null, ack, traceId));
        Append.Opening opening = new Append.Opening(owner.id(), send.clientMessageId());
        ConversationOptions options = given.with(send.options());
        ChatRequest request = request(model, new Context(List.of()).with(null, send.text()), "", options);
        start(
                owner,
                Append.opening(id(ack.conversationId()), opening, events, OptionsJson.write(options)),
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
            duplicates.increment();
            return before.get();
        }
        insistOnRoom(owner);
        ModelSpec model =
                models.get(send.model() == null ? known(snapshot.conversation().model()) : send.model());
        insistOnRoom(snapshot);
        String parentId = send.first() ? null : parent(snapshot, send.parentId());
        Snapshot quiet = stops.stopped(snapshot, StopCause.NEW_QUESTION);
        Ack ack = new Ack(null, conversationId, Ids.next(), Ids.next(), Ids.next());
        String traceId = LogContext.trace();
        List<Event> events = new ArrayList<>();
        if (!model.id().equals(snapshot.conversation().model())) {
            events.add(new Event.ConversationChanged(null, model.id()));
        }
        events.addAll(question(send, model, parentId, ack, traceId));
        ConversationOptions options = quiet.conversation().options().with(send.options());
        ChatRequest request = request(model, new Context(quiet.messages()).with(parentId, send.text()), "", options);
        start(
                owner,
                Append.at(conversationId, quiet.seq(), events, OptionsJson.write(options)),
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
        return Decisions.decide(() -> {
            String conversationId = holding(owner, messageId);
            insistOnRoom(owner);
            Snapshot snapshot = current(conversationId);
            insistOnRoom(snapshot);
            MessageView old = assistant(new Context(snapshot.messages()), messageId);
            ModelSpec model = models.get(modelId == null ? known(old.model()) : modelId);
            Snapshot quiet = stops.stopped(snapshot, StopCause.NEW_QUESTION);
            Ack ack = new Ack(null, conversationId, null, Ids.next(), Ids.next());
            String traceId = LogContext.trace();
            List<Event> events = List.of(
                    new Event.MessageCreated(id(ack.messageId()), old.parentId(), Role.ASSISTANT, "", null, model.id()),
                    started(ack, model, traceId));
            ConversationOptions options = quiet.conversation().options();
            ChatRequest request = request(model, new Context(quiet.messages()).upTo(old.parentId()), "", options);
            start(
                    owner,
                    Append.at(conversationId, quiet.seq(), events, OptionsJson.write(options)),
                    ack,
                    traceId,
                    request,
                    "");
            return ack;
        });
    }

    /** Goes on with an answer that was stopped or broke off, from the text it has. */
    public Ack continueAnswer(Owner owner, String messageId) {
        return Decisions.decide(() -> {
            String conversationId = holding(owner, messageId);
            insistOnRoom(owner);
            Snapshot snapshot = current(conversationId);
            MessageView message = assistant(new Context(snapshot.messages()), messageId);
            ModelSpec model = models.get(known(message.model()));
            boolean brokeOff = message.state() == MessageState.INTERRUPTED || message.state() == MessageState.STOPPED;
            if (!brokeOff || message.text().isEmpty() || model.prefix() == ModelSpec.Prefix.NONE) {
                throw new ParleyException(ErrorCode.CONTINUE_NOT_POSSIBLE, "state " + message.state());
            }
            Snapshot quiet = stops.stopped(snapshot, StopCause.NEW_QUESTION);
            Ack ack = new Ack(null, conversationId, null, messageId, Ids.next());
            String traceId = LogContext.trace();
            ConversationOptions options = quiet.conversation().options();
            start(
                    owner,
                    Append.at(
                            conversationId,
                            quiet.seq(),
                            List.of(started(ack, model, traceId)),
                            OptionsJson.write(options)),
                    ack,
                    traceId,
                    request(quiet, message, model.id(), options, message.text()),
                    message.reasoning());
            return ack;
        });
    }

    @Override
    public ChatRequest request(
            Snapshot conversation, MessageView message, String modelId, ConversationOptions options, String prefix) {
        List<Turn> turns = new Context(conversation.messages()).upTo(message.parentId());
        return request(models.get(modelId), turns, prefix, options);
    }

    /** Stops an answer of theirs; the partial answer is kept. Stopping one that has ended does nothing. */
    public void stop(Owner owner, String generationId) {
        Decisions.stored(() -> {
            ConversationTable.Generation generation = table.generation(owner, generationId)
                    .orElseThrow(() -> new ParleyException(ErrorCode.GENERATION_NOT_FOUND, "no such generation"));
            if (generation.open()) {
                stops.stop(generation.conversationId(), generation.messageId(), generationId, StopCause.OWNER);
            }
            return generationId;
        });
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
        Options.check(send.options());
        Options.check(send.conversationOptions());
    }

    private String holding(Owner owner, String messageId) {
        return table.ofMessage(owner, messageId)
                .orElseThrow(() -> new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "unknown or not theirs"));
    }

    /** On this node, and in their quota. */
    private void insistOnRoom(Owner owner) {
        generations.checkRoom();
        quotas.insist(owner);
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

    private ChatRequest request(ModelSpec model, List<Turn> turns, String prefix, ConversationOptions options) {
        String prompt = Options.prompt(systemPrompt.orElse(null), options.systemPrompt());
        return new ChatRequest(model, prompt, turns, prefix, options.send());
    }

    /** An estimate of what the model is asked. */
    private static long tokens(ChatRequest request) {
        TokenEstimate estimate = new TokenEstimate().add(request.prefix());
        if (request.system() != null) {
            estimate.add(request.system());
        }
        request.turns().forEach(turn -> estimate.add(turn.text()));
        return estimate.tokens();
    }

    /** Commits what begins an answer, and starts it. */
    private void start(Owner owner, Append append, Ack ack, String traceId, ChatRequest request, String reasoning) {
        String generationId = id(ack.generationId());
        generations.reserve(generationId, owner.id());
        try {
            LogContext asked = LogContext.current();
            LOG.log(Level.FINE, "asking {0}: {1}", new Object[] {
                request.model().id(),
                LogContent.of(request.turns().get(request.turns().size() - 1).text())
            });
            Note note = Note.asked(asked.parent(), asked.link(), asked.atMillis());
            journal.appendAndWait(append.asking(tokens(request)).noting(note), Decisions.PATIENCE);
            generations.start(GenerationSpec.started(
                    generationId,
                    append.conversationId(),
                    id(ack.messageId()),
                    traceId,
                    request,
                    reasoning,
                    asked.parent()));
        } finally {
            generations.release(generationId);
        }
    }
}
