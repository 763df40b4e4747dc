package dev.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.journal.Append;
import dev.parley.journal.Fence;
import dev.parley.journal.JournalSettings;
import dev.parley.platform.Capacity;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.Metric;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Event;
import dev.parley.protocol.EventType;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelEvent;
import dev.parley.provider.ModelSpec;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import dev.parley.support.TestModels;
import dev.parley.trace.Recorder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer outlives its node. On H2 the second node is the first one after its restart. */
@Timeout(120)
class TakeoverTest {

    private static final String C = "c1";
    private static final ModelEvent.Finished END = new ModelEvent.Finished(FinishReason.STOP, "stop", null);

    @Nested
    class OnH2 extends Promises {
        OnH2() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class OnPostgres extends Promises {
        OnPostgres() {
            super(TestDatabase.POSTGRES);
        }

        @Test
        void aLivingNodeRenewsItsLease() {
            Node first = node(ModelSpec.Prefix.PARTIAL, true);
            long begun = leaseUntil(first);
            await().atMost(20, TimeUnit.SECONDS).until(() -> leaseUntil(first) > begun + NodeLease.LEASE.toMillis());
        }

        /** The first node lives and has its lease: nobody takes anything from it. */
        @Test
        void aLivingNodeKeepsItsAnswers() throws Exception {
            Node first = node(ModelSpec.Prefix.PARTIAL, true);
            keepLeases(first);
            hang(first);
            Node second = node(ModelSpec.Prefix.PARTIAL, true);
            await().pollDelay(NodeLease.LEASE.plusSeconds(1)).until(() -> second.model.opened.get() == 0);
            assertThat(first.generations.count()).isEqualTo(1);
        }

        /** The first node does not know that its lease has run out, as after a SIGSTOP. */
        @Test
        void aPausedOwnerCannotWriteAfterwards() throws Exception {
            Node first = node(ModelSpec.Prefix.PARTIAL, false);
            awaitBell(first);
            hang(first);

            Node second = node(ModelSpec.Prefix.PARTIAL, true);
            second.model.says(new ModelEvent.Text("lo"), END);
            await().atMost(20, TimeUnit.SECONDS).until(() -> second.message().state() == MessageState.COMPLETE);

            // The journal of the first node tells its run, over the doorbell, that the generation is lost.
            await().atMost(10, TimeUnit.SECONDS).until(() -> first.model.closed.get() == 1);
            assertThat(second.message().text()).isEqualTo("Hello");
            assertThat(first.message()).isEqualTo(second.message());
        }

        /** Its lease would not run out by itself: that it leaves is all that the other node has to go by. */
        @Test
        void aNodeThatLeavesIsReplacedAtOnce() throws Exception {
            Node second = node(ModelSpec.Prefix.PARTIAL, true);
            second.model.says(new ModelEvent.Text("lo"), END);
            Node first = node(ModelSpec.Prefix.PARTIAL, true);
            keepLeases(first);
            hang(first);

            first.generations.leave();
            assertThat(first.generations.abandonAll()).isEqualTo(1);
            first.takeover.end();
            await().atMost(20, TimeUnit.SECONDS).until(() -> second.message().state() == MessageState.COMPLETE);
            assertThat(Metric.TAKEOVERS.counter(second.registry, "continued").count())
                    .isEqualTo(1);
            assertThat(second.message().text()).isEqualTo("Hello");
        }

        /** The first node does not sweep: it has only the doorbell to go by. */
        @Test
        void anotherNodeStopsAnAnswerAndItsProviderIsLetGo() throws Exception {
            Node first = node(ModelSpec.Prefix.PARTIAL, false);
            awaitBell(first);
            stopFromAnotherNode(first);
        }

        @Test
        void withoutTheDoorbellItIsLetGoAllTheSame() throws Exception {
            stopFromAnotherNode(node(ModelSpec.Prefix.PARTIAL, true, TestJournal.withoutDoorbell()));
        }

        private void stopFromAnotherNode(Node first) throws Exception {
            hang(first);
            Node second = node(ModelSpec.Prefix.PARTIAL, false);
            second.journal.append(
                    Append.ending(C, new Event.GenerationEnded("g1", "m1", MessageState.STOPPED, null, null, null)));

            // By itself the model gives up only later.
            await().atMost(20, TimeUnit.SECONDS).until(() -> first.model.closed.get() == 1);
            assertThat(first.message().state()).isEqualTo(MessageState.STOPPED);
            assertThat(first.generations.count()).isZero();
        }

        /** Its answer has come to "Hel", as everybody can read, and goes no further. */
        private void hang(Node node) throws InterruptedException {
            node.model.hangs(new ModelEvent.Text("Hel"));
            node.ask();
            assertThat(node.model.hanging.await(10, TimeUnit.SECONDS)).isTrue();
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> node.message().text().equals("Hel"));
        }

        /** What is rung before a node listens it does not hear. */
        private void awaitBell(Node node) {
            List<String> heard = new CopyOnWriteArrayList<>();
            node.journal.journal().doorbell().onClaimed(heard::add);
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                execute(node, "SELECT pg_notify('parley', 'x g=probe')");
                return heard.contains("probe");
            });
        }

        private long leaseUntil(Node node) {
            return node.journal
                    .database()
                    .transaction(connection -> Sql.first(
                            connection,
                            "SELECT lease_until FROM node WHERE id = ?",
                            row -> row.getLong(1),
                            node.journal.node()))
                    .orElseThrow();
        }

        /** From now on a lease does not run out, however late it is renewed: it has to be given back. */
        private void keepLeases(Node any) {
            execute(
                    any,
                    "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
                            + " 'BEGIN NEW.lease_until := 9999999999999; RETURN NEW; END'");
            execute(any, "CREATE TRIGGER keep BEFORE UPDATE ON node FOR EACH ROW EXECUTE FUNCTION keep()");
            execute(any, "UPDATE node SET lease_until = lease_until");
        }

        private void execute(Node node, String sql) {
            node.journal.database().change(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            });
        }
    }

    abstract static class Promises {

        private final DatabaseSettings settings;
        private final List<Node> nodes = new ArrayList<>();

        Promises(TestDatabase kind) {
            settings = kind.settings();
        }

        Node node(ModelSpec.Prefix prefix, boolean alive) {
            return node(prefix, alive, JournalSettings.DEFAULT);
        }

        Node node(ModelSpec.Prefix prefix, boolean alive, JournalSettings journal) {
            Node node = new Node(settings, prefix, alive, journal);
            nodes.add(node);
            return node;
        }

        @AfterEach
        void close() {
            nodes.forEach(Node::close);
        }

        /** An answer of a node that is gone: this is all there is of it. */
        private void leave(Node dead, Event... events) {
            dead.journal.open(C, "m1", "g1");
            for (Event event : events) {
                dead.journal.append(C, Fence.first("g1"), event);
            }
        }

        private List<EventType> types(Node node) {
            return node.journal.events(C).stream()
                    .map(recorded -> recorded.event().type())
                    .toList();
        }

        private Node survivor(ModelSpec.Prefix prefix) {
            Node node = new Node(settings, prefix, false, JournalSettings.DEFAULT);
            nodes.add(node);
            return node;
        }

        @Test
        void anAnswerGoesOnFromItsText() {
            Node dead = node(ModelSpec.Prefix.PARTIAL, false);
            leave(dead, new Event.ReasoningDelta("m1", 0, "Hm."), new Event.Delta("m1", 0, "Hel"));
            Node survivor = survivor(ModelSpec.Prefix.PARTIAL);
            survivor.model.says(new ModelEvent.Text("lo"), END);
            survivor.takeover.start();

            await().atMost(20, TimeUnit.SECONDS).until(() -> survivor.message().state() == MessageState.COMPLETE);
            assertThat(survivor.message().text()).isEqualTo("Hello");
            assertThat(survivor.message().reasoning()).isEqualTo("Hm.");
            assertThat(survivor.model.prefixes).containsExactly("Hel");
            assertThat(types(survivor)).contains(EventType.GENERATION_CONTINUED);
        }

        @Test
        void anAnswerThatHadNotBegunBegins() {
            Node dead = node(ModelSpec.Prefix.NONE, false);
            leave(dead);
            Node survivor = survivor(ModelSpec.Prefix.NONE);
            survivor.model.says(new ModelEvent.Text("Hello"), END);
            survivor.takeover.start();
            await().atMost(20, TimeUnit.SECONDS).until(() -> survivor.message().state() == MessageState.COMPLETE);
            assertThat(survivor.message().text()).isEqualTo("Hello");
        }

        @Test
        void reasoningWithoutTextIsThoughtAnew() {
            Node dead = node(ModelSpec.Prefix.PARTIAL, false);
            leave(dead, new Event.ReasoningDelta("m1", 0, "Old tho"));
            Node survivor = survivor(ModelSpec.Prefix.PARTIAL);
            survivor.model.says(new ModelEvent.Reasoning("New thought"), new ModelEvent.Text("Hello"), END);
            survivor.takeover.start();
            await().atMost(20, TimeUnit.SECONDS).until(() -> survivor.message().state() == MessageState.COMPLETE);
            assertThat(survivor.message().reasoning()).isEqualTo("New thought");
        }

        @Test
        void aModelThatCannotGoOnLeavesTheAnswerInterrupted() {
            Node dead = node(ModelSpec.Prefix.NONE, false);
            leave(dead, new Event.Delta("m1", 0, "Hel"));
            Node survivor = survivor(ModelSpec.Prefix.NONE);
            survivor.takeover.start();
            await().atMost(20, TimeUnit.SECONDS).until(() -> survivor.message().state() == MessageState.INTERRUPTED);
            MessageView message = survivor.message();
            assertThat(message.text()).isEqualTo("Hel");
            assertThat(message.error())
                    .isNotNull()
                    .extracting(error -> error.code())
                    .isEqualTo(ErrorCode.SERVER_RESTARTING);
            assertThat(survivor.model.opened).hasValue(0);
        }

        @Test
        void anAnswerWhoseRunGaveUpIsTakenUpAgain() throws Exception {
            Node node = node(ModelSpec.Prefix.PARTIAL, true);
            node.model.hangs(new ModelEvent.Text("Hel")).says(new ModelEvent.Text("lo"), END);
            node.ask();
            assertThat(node.model.hanging.await(10, TimeUnit.SECONDS)).isTrue();
            await().atMost(10, TimeUnit.SECONDS)
                    .until(() -> node.message().text().equals("Hel"));
            node.generations.lose("g1");
            await().atMost(20, TimeUnit.SECONDS).until(() -> node.message().state() == MessageState.COMPLETE);
            assertThat(node.message().text()).isEqualTo("Hello");
        }
    }

    /** One node with a model of its own. */
    static final class Node implements AutoCloseable {
        final TestJournal journal;
        final ScriptedModel model = new ScriptedModel();
        final Generations generations;
        final Takeover takeover;
        private final ChatRequest request;
        private final MeterRegistry registry = new SimpleMeterRegistry();

        /** @param alive whether it keeps a lease and sweeps */
        Node(DatabaseSettings settings, ModelSpec.Prefix prefix, boolean alive, JournalSettings journalSettings) {
            journal = new TestJournal(settings, journalSettings);
            request = new ChatRequest(
                    TestModels.model("x", prefix),
                    null,
                    List.of(new ChatRequest.Turn(Role.USER, "hi")),
                    "",
                    SendOptions.NONE);
            generations = new Generations(
                    journal.journal(),
                    model,
                    (from, code, mayRetry) -> Optional.empty(),
                    journal.threads(),
                    new Capacity(100, 100, 0, 0, 0),
                    new RetrySchedule(3, Duration.ofMillis(1), Duration.ofMillis(1), () -> 1.0),
                    Recorder.none(),
                    registry);
            generations.listen();
            takeover = new Takeover(
                    journal.database(),
                    journal.node(),
                    generations,
                    journal.journal(),
                    journal.threads(),
                    (conversation, message, modelId, options, text) -> request.withPrefix(text),
                    id -> true);
            if (alive) {
                takeover.start();
            }
        }

        void ask() {
            generations.reserve("g1");
            journal.open(C, "m1", "g1");
            generations.start(GenerationSpec.started("g1", C, "m1", "t1", request, "", null));
        }

        MessageView message() {
            return journal.journal().current(C).orElseThrow().messages().get(0);
        }

        @Override
        public void close() {
            generations.abandonAll();
            takeover.end();
            journal.close();
        }
    }
}
