package dev.parley.conversation;

import static org.awaitility.Awaitility.await;

import dev.parley.generation.Generations;
import dev.parley.identity.Owner;
import dev.parley.identity.Quotas;
import dev.parley.journal.Journal;
import dev.parley.platform.Database;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.Ids;
import dev.parley.platform.Settings;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.protocol.Snapshot;
import dev.parley.protocol.Usage;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelEvent;
import dev.parley.provider.ModelGateway;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.ModelStream;
import dev.parley.provider.Models;
import dev.parley.support.TestJournal;
import dev.parley.support.TestModels;
import dev.parley.support.Values;
import dev.parley.trace.Recorder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Everything about conversations as one node has it, with a model that repeats what it is asked. */
final class TestConversations implements AutoCloseable {

    static final Owner ALICE = new Owner("alice", "Alice", true);
    static final Owner BOB = new Owner("bob", "Bob", true);

    /** Asked this, the model says something and then waits until it is stopped. */
    static final String HANG = "hang";

    /** Asked this, the model says what it has cost: 1,000 and 200 tokens. */
    static final String COSTLY = "costly";

    /** Asked this, the model refuses. */
    static final String FAIL = "fail";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<ChatRequest> asked = new CopyOnWriteArrayList<>();
    final Journal journal;
    final Database database;
    final ConversationTable table;
    final Conversations conversations;
    final Housekeeping housekeeping;
    final Search search;
    final Export export;
    final Import imports;
    final Shares shares;
    private final Function<Config, AutoTitles> titles;
    private final TestJournal node;

    TestConversations(DatabaseSettings settings, Duration trash, Clock clock) {
        node = new TestJournal(settings);
        journal = node.journal();
        database = node.database();
        table = new ConversationTable(database);
        Models models = new EchoModels();
        ModelGateway gateway = new EchoGateway();
        Generations generations = new Generations(
                journal, gateway, models, node.threads(), Recorder.none(), new Values(), new SimpleMeterRegistry());
        Values configuration = new Values().put("parley.system-prompt", "The operator's words.");
        Quotas quotas = new Quotas(database, Settings.of(configuration), clock);
        conversations = new Conversations(
                table, journal, generations, models, quotas, configuration, new SimpleMeterRegistry());
        housekeeping = new Housekeeping(table, journal, generations, models, new Trash(database, trash, clock));
        search = new Search(database, journal);
        export = new Export(table, journal);
        imports = new Import(table, database, configuration);
        titles = config -> new AutoTitles(table, journal, generations, gateway, models, node.threads(), config);
        shares = new Shares(table, journal, database, clock);
    }

    TestConversations(DatabaseSettings settings) {
        this(settings, Duration.ofDays(30), Clock.systemUTC());
    }

    static ClientFrame.Send message(@Nullable String conversationId, @Nullable String parentId, String text) {
        return new ClientFrame.Send(null, conversationId, Ids.next(), parentId, text, null, SendOptions.NONE);
    }

    /** A new conversation with its answer. */
    Ack open(Owner owner, String text) {
        return answered(owner, conversations.send(owner, message(null, null, text)));
    }

    Ack open(Owner owner, String text, ConversationOptions options) {
        return answered(
                owner,
                conversations.send(
                        owner,
                        new ClientFrame.Send(
                                null, null, Ids.next(), null, false, text, null, SendOptions.NONE, options)));
    }

    Ack ask(Owner owner, Ack before, String text) {
        return answered(owner, conversations.send(owner, message(before.conversationId(), null, text)));
    }

    Ack answered(Owner owner, Ack ack) {
        await().atMost(PATIENCE).until(() -> message(owner, ack).state().terminal());
        return ack;
    }

    Ack answering(Owner owner, Ack ack) {
        await().atMost(PATIENCE).until(() -> !message(owner, ack).text().isEmpty());
        return ack;
    }

    MessageView message(Owner owner, Ack ack) {
        return get(owner, ack).messages().stream()
                .filter(message -> message.id().equals(ack.messageId()))
                .findFirst()
                .orElseThrow();
    }

    Snapshot get(Owner owner, Ack ack) {
        return conversations.get(owner, String.valueOf(ack.conversationId()));
    }

    ChatRequest lastAsked() {
        return asked.get(asked.size() - 1);
    }

    /** Has titles made as this configuration says. */
    void entitle(Config config) {
        titles.apply(config).start();
    }

    @Override
    public void close() {
        node.close();
    }

    private static final class EchoModels extends Models {

        private static final ModelSpec ECHO = TestModels.model("echo", ModelSpec.Prefix.PARTIAL);
        private static final ModelSpec OTHER = TestModels.model("other", ModelSpec.Prefix.PARTIAL);

        @Override
        public ModelSpec get(@Nullable String id) {
            if (OTHER.id().equals(id)) {
                return OTHER;
            }
            if (id != null && !id.equals(ECHO.id())) {
                throw new ParleyException(ErrorCode.UNKNOWN_MODEL, "no such model");
            }
            return ECHO;
        }

        @Override
        public List<ModelView> views() {
            return List.of(
                    new ModelView("echo", "Echo", "p", false, true, true, false, true, null, null),
                    new ModelView("other", "Other", "p", false, false, true, false, true, null, null));
        }
    }

    private final class EchoGateway extends ModelGateway {
        @Override
        public ModelStream open(ChatRequest request) {
            asked.add(request);
            if (request.turns().get(request.turns().size() - 1).text().equals(FAIL)) {
                throw new ParleyException(ErrorCode.MODEL_FAILED, "as it was asked to");
            }
            return new Echo(request.turns().get(request.turns().size() - 1).text());
        }
    }

    private static final class Echo implements ModelStream {
        private final Queue<ModelEvent> rest = new ArrayDeque<>();
        private final boolean hangs;

        Echo(String question) {
            hangs = question.equals(HANG);
            rest.add(new ModelEvent.Reasoning("Let me think."));
            rest.add(new ModelEvent.Text(
                    question.startsWith(ChatRequest.TITLE_PROMPT) ? "\n“A fine\ntitle”" : "You said: " + question));
            if (!hangs) {
                rest.add(new ModelEvent.Finished(
                        FinishReason.STOP, "stop", question.equals(COSTLY) ? new Usage(1_000, 200, 0, 1_200) : null));
            }
        }

        @Override
        public @Nullable ModelEvent next() {
            ModelEvent event = rest.poll();
            if (event == null && hangs) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("stopped", e);
                }
            }
            return event;
        }

        @Override
        public void close() {}
    }
}
