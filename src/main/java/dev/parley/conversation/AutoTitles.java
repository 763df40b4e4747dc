package dev.parley.conversation;

import dev.parley.generation.GenerationSpec;
import dev.parley.generation.Generations;
import dev.parley.journal.Append;
import dev.parley.journal.Journal;
import dev.parley.platform.LogContext;
import dev.parley.platform.Scheduler;
import dev.parley.platform.Settings;
import dev.parley.platform.Threads;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.Snapshot;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelEvent;
import dev.parley.provider.ModelGateway;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.ModelStream;
import dev.parley.provider.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Where the operator wants it, has a conversation's model find a title after its first complete answer. Nobody waits for
 * it: what fails, takes too long or comes too late leaves the title as it is.
 */
@ApplicationScoped
public class AutoTitles {

    /** Where titles come from. */
    public enum Source {
        FIRST_MESSAGE,
        MODEL
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int AT_ONCE = 4;
    private static final int TOKENS = 24;
    private static final int SHOWN_CHARS = 2_000;
    private static final int MOST_CHARS = 400;
    private static final SendOptions OPTIONS = new SendOptions(false, null, null, TOKENS);
    private static final Logger LOG = Logger.getLogger(AutoTitles.class.getName());

    private final ConversationTable table;
    private final Journal journal;
    private final Generations generations;
    private final ModelGateway gateway;
    private final Models models;
    private final Threads threads;
    private final Source source;
    private final Semaphore room = new Semaphore(AT_ONCE);

    @Inject
    public AutoTitles(
            ConversationTable table,
            Journal journal,
            Generations generations,
            ModelGateway gateway,
            Models models,
            Threads threads,
            Config config) {
        this.table = table;
        this.journal = journal;
        this.generations = generations;
        this.gateway = gateway;
        this.models = models;
        this.threads = threads;
        this.source = Settings.checked(config, AutoTitles::read);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected AutoTitles() {
        table = null;
        journal = null;
        generations = null;
        gateway = null;
        models = null;
        threads = null;
        source = Source.FIRST_MESSAGE;
    }

    /** A faulty value becomes a fault of the settings. */
    public static Source read(Settings settings) {
        return settings.oneOf("parley.titles", Source.class).orElse(Source.FIRST_MESSAGE);
    }

    /** Begins to listen for answers. */
    public void start() {
        if (source == Source.MODEL) {
            generations.onComplete(this::completed);
        }
    }

    /** Only hands over: who calls has other things to do. */
    private void completed(GenerationSpec answer) {
        if (!room.tryAcquire()) {
            return;
        }
        CompletableFuture<Future<?>> task = new CompletableFuture<>();
        Scheduler.Scheduled deadline = threads.after(PATIENCE, () -> task.thenAccept(running -> running.cancel(true)));
        try {
            task.complete(threads.blocking().submit(() -> {
                try (LogContext.Scope logged = answer.context().enter()) {
                    findTitle(answer.conversationId());
                } finally {
                    deadline.cancel();
                    room.release();
                }
            }));
        } catch (RejectedExecutionException | IllegalStateException e) {
            deadline.cancel();
            room.release();
            LOG.log(Level.FINE, "no thread to find a title", e);
        }
    }

    private void findTitle(String conversationId) {
        try {
            entitle(conversationId);
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "no title was found", e);
        }
    }

    private void entitle(String conversationId) {
        Snapshot snapshot = Stops.current(journal, conversationId);
        MessageView answer = onlyAnswer(snapshot);
        if (answer == null || answer.model() == null || !table.isTitledAutomatically(conversationId)) {
            return;
        }
        MessageView question =
                new Context(snapshot.messages()).path(answer.id()).get(0);
        String title = clean(ask(models.get(answer.model()), question.text(), answer.text()));
        if (!title.isEmpty()) {
            Decisions.decide(() -> write(conversationId, title));
        }
    }

    /** The one complete answer, or null if there are none or more. */
    private static @Nullable MessageView onlyAnswer(Snapshot snapshot) {
        List<MessageView> answers = snapshot.messages().stream()
                .filter(message -> message.role() == Role.ASSISTANT)
                .filter(message -> message.state() == MessageState.COMPLETE)
                .filter(message -> !message.text().isEmpty())
                .toList();
        return answers.size() == 1 ? answers.get(0) : null;
    }

    private String ask(ModelSpec model, String question, String answer) {
        String prompt = ChatRequest.TITLE_PROMPT + "\n\n" + beginning(question) + "\n\n" + beginning(answer);
        ChatRequest request =
                new ChatRequest(model, null, List.of(new ChatRequest.Turn(Role.USER, prompt)), "", OPTIONS);
        StringBuilder title = new StringBuilder();
        try (ModelStream stream = gateway.open(request)) {
            for (ModelEvent event = stream.next();
                    event != null && title.length() < MOST_CHARS;
                    event = stream.next()) {
                if (event instanceof ModelEvent.Text text) {
                    title.append(text.text());
                }
            }
        }
        return title.toString();
    }

    private static String beginning(String text) {
        int length = Math.min(text.length(), SHOWN_CHARS);
        boolean halves = length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, halves ? length - 1 : length);
    }

    /** The first line without quotes and signs of Markdown around it. */
    static String clean(String said) {
        String line = Titles.of(said);
        return line.replaceAll("^[\\s\"'“”‘’「」『』《》«»*#`]+|[\\s\"'“”‘’「」『』《》«»*#`]+$", "");
    }

    /** Only if its user has not renamed it meanwhile: then either the table says so, or the number does not fit. */
    private boolean write(String conversationId, String title) {
        long seq = Stops.current(journal, conversationId).seq();
        if (table.isTitledAutomatically(conversationId)) {
            Event changed = new Event.ConversationChanged(title, null);
            journal.appendAndWait(Append.at(conversationId, seq, List.of(changed), ""), Decisions.PATIENCE);
            return true;
        }
        return false;
    }
}
