package dev.parley.torture;

import dev.parley.support.ServerProcess;
import dev.parley.torture.HeadlessClient.Command;
import dev.parley.torture.HeadlessClient.From;
import dev.parley.torture.Plan.Action;
import dev.parley.torture.Plan.Question;
import dev.parley.torture.TortureOptions.ProviderCuts;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One seed: a conversation with everything that its plan does to it, and at the end the comparison. */
final class Run implements ProviderProxy.Conversation {

    /** What the runs share. */
    record World(
            TortureOptions options,
            HttpClient http,
            ExecutorService threads,
            ServerProcess server,
            ProviderProxy provider,
            Kills kills,
            Tally tally) {}

    /** An assistant's message, and what is known about how it must end. */
    private static final class Expectation {
        private final String messageId;
        private final Undisturbed.Answer answer;
        private final Set<String> states = new HashSet<>(Set.of("complete"));

        private Expectation(String messageId, Undisturbed.Answer answer) {
            this.messageId = messageId;
            this.answer = answer;
        }
    }

    private static final long ABANDONED_CONNECTION_MILLIS = 3_000;
    private static final int MOST_CONTINUATIONS = 6;

    private final World world;
    private final Plan plan;
    private final Story story;
    private final Tally tally;
    private final Undisturbed undisturbed;
    private final HeadlessClient.Deadline deadline;
    private final List<String> remembered = new ArrayList<>();
    private final Map<String, Expectation> expectations = new HashMap<>();
    private final List<Undisturbed.Answer> answers = new ArrayList<>();
    private final Map<String, Integer> userMessages = new HashMap<>();
    private int regenerations;
    private int moreRegenerations;
    private boolean killRequested;
    private final int killsAtStart;
    private int killsSeen;
    private int killedAt = -1;
    private String cookie = "";

    Run(World world, long seed) {
        this.world = world;
        this.plan = Plan.of(seed)
                .without(switchedOff(world.options(), seed), world.options().nodeKills());
        this.story = new Story();
        this.tally = world.tally();
        long start = System.nanoTime();
        long downBefore = world.kills().downMillis();
        this.deadline = () -> {
            long down = world.kills().downMillis() - downBefore;
            return System.nanoTime() - start > (world.options().deadlineMillis() + down) * 1_000_000;
        };
        this.killsAtStart = world.kills().count();
        this.killsSeen = killsAtStart;
        this.undisturbed = new Undisturbed(world.http(), world.server().uri("/"), deadline);
    }

    private static Set<Disturbance> switchedOff(TortureOptions options, long seed) {
        // By hand only an answer that has text can be continued: not one that broke off while the model was thinking.
        boolean thinks = Plan.of(seed).model().endsWith("thinking");
        boolean off = options.providerCuts() == ProviderCuts.OFF
                || (options.providerCuts() == ProviderCuts.BY_HAND && thinks);
        return off ? Set.of(Disturbance.PROVIDER_CUT, Disturbance.PROVIDER_STALL) : Set.of();
    }

    Story story() {
        return story;
    }

    /** How many characters of an answer the client had seen when the server was killed, or -1. */
    int killedAt() {
        return killedAt;
    }

    /** Whether the server was killed since this run began. */
    boolean metAKill() {
        return world.kills().count() > killsAtStart;
    }

    Plan plan() {
        return plan;
    }

    @Override
    public Attempt attempt(int question, int number) {
        List<Attempt> attempts = plan.questions().get(question).attempts();
        return number < attempts.size() ? attempts.get(number) : Attempt.UNDISTURBED;
    }

    @Override
    public void tell(String line) {
        story.tell(line);
    }

    /** @throws Violation if something is not as it must be */
    void run() {
        world.provider().register(plan.seed(), this);
        try (FaultProxy network = proxy("client")) {
            cookie = undisturbed.newGuest();
            try (HeadlessClient client = client("client", network)) {
                if (has(Disturbance.COMMANDS_BEFORE_HELLO)) {
                    client.commandsBeforeHello();
                }
                for (Question question : plan.questions()) {
                    ask(client, question);
                }
                check(client);
            }
            closedProvider();
        } finally {
            world.provider().forget(plan.seed());
        }
    }

    private boolean has(Disturbance disturbance) {
        return plan.disturbances().contains(disturbance);
    }

    private FaultProxy proxy(String name) {
        return new FaultProxy(
                world.threads(),
                world.server().port(),
                connection -> plan.network(name, connection),
                (connection, fault) -> {
                    tally.count("fault on network: " + fault.kind());
                    story.tell("network, connection " + connection + " of " + name + ": " + fault);
                });
    }

    private HeadlessClient client(String name, FaultProxy proxy) {
        return new HeadlessClient(
                name,
                world.http(),
                URI.create("ws://127.0.0.1:" + proxy.port() + "/chat"),
                cookie,
                Plan.random(plan.seed(), name + " back-off"),
                deadline,
                story,
                tally);
    }

    private void ask(HeadlessClient client, Question question) {
        List<String> path = new ArrayList<>(remembered);
        path.add(question.text());
        Undisturbed.Answer answer = undisturbed.answer(path);
        story.tell("question " + question.number() + ": " + question.text().length() + " characters, the answer has "
                + answer.text().length() + " and " + answer.reasoning().length() + " of reasoning");
        tally.count("questions");

        String clientMessageId = plan.seed() + "-" + question.number();
        Command send = client.command(send(client, question, clientMessageId), true);
        if (question.disturbances().contains(Disturbance.DUPLICATE_SEND)) {
            tally.count("messages sent twice");
            client.command(send(client, question, clientMessageId), true);
        }
        if (question.disturbances().contains(Disturbance.LOST_ACK)) {
            tally.count("connections dropped before the ack");
            client.until(send::wasSent, "sending");
            client.drop("before the ack");
        }
        client.until(send::settled, "ack of question " + question.number());
        Violation.unless(send.refusal.isEmpty(), "question refused: " + send.refusal);
        String messageId = send.ack.getString("messageId");
        userMessages.put(clientMessageId, question.number());
        answers.add(answer);
        Expectation expectation = expect(messageId, answer);
        if (!client.following()) {
            client.subscribe(From.CURSOR);
        }

        try (Follower follower = question.disturbances().contains(Disturbance.SECOND_CLIENT)
                ? new Follower(client.conversationId(), messageId)
                : null) {
            answerArrives(client, question, send.ack.getString("generationId"), expectation);
            if (follower != null) {
                follower.compare(client.replica());
            }
        }
        if (question.disturbances().contains(Disturbance.REGENERATE)) {
            regenerate(client, messageId, answer);
        }
        if (!client.replica().message(messageId).text.isEmpty()) {
            remembered.add(question.text());
        }
        countRequests(client, question, messageId);
    }

    private Expectation expect(String messageId, Undisturbed.Answer answer) {
        Expectation expectation = new Expectation(messageId, answer);
        if (moreRegenerations > 0) {
            // A command that was given up may arrive late, and then stops what is being written.
            expectation.states.add("stopped");
        }
        expectations.put(messageId, expectation);
        return expectation;
    }

    private JsonObjectBuilder send(HeadlessClient client, Question question, String clientMessageId) {
        JsonObjectBuilder send = HeadlessClient.frame("send")
                .add("clientMessageId", clientMessageId)
                .add("text", question.text())
                .add("model", plan.model());
        return client.conversationId().isEmpty()
                ? send.add("new", true)
                : send.add("conversationId", client.conversationId());
    }

    /** Waits for the end of an answer, and does meanwhile what the plan says. */
    private void answerArrives(HeadlessClient client, Question question, String generationId, Expectation expectation) {
        Deque<Action> actions = new ArrayDeque<>(question.actions().stream()
                .sorted(Comparator.comparingDouble(Action::at))
                .toList());
        boolean[] wantsMore = {false};
        boolean[] remembers = {false};
        client.until(
                () -> {
                    Replica.Message message = client.replica().message(expectation.messageId);
                    if (message == null) {
                        return false;
                    }
                    prefix(message, expectation.answer);
                    double part = part(message, expectation.answer);
                    killAt(message, question, part);
                    if (rewindsToCheckpoint() && !remembers[0] && part >= 0.2) {
                        remembers[0] = true;
                        client.rememberCheckpoint();
                    }
                    while (!actions.isEmpty() && (part >= actions.peek().at() || message.ended())) {
                        Disturbance what = actions.poll().what();
                        if (what == Disturbance.STOP || what == Disturbance.STOP_AND_CONTINUE) {
                            stop(client, generationId, expectation);
                            wantsMore[0] |= what == Disturbance.STOP_AND_CONTINUE;
                        } else {
                            act(client, what, question);
                        }
                    }
                    return message.ended() && client.following();
                },
                "end of the answer to question " + question.number());
        Replica.Message message = client.replica().message(expectation.messageId);
        story.tell("question " + question.number() + ": " + message.state + ' ' + message.errorCode + ", "
                + message.text.length() + " characters");
        goOnToTheEnd(client, expectation, wantsMore[0]);
        Replica.Message end = client.replica().message(expectation.messageId);
        Violation.unless(
                expectation.states.contains(end.state),
                "the answer to question " + question.number() + " ended as " + end.state + ' ' + end.errorCode);
        closedProvider();
    }

    /** To a place in the middle, or else to the beginning. */
    private boolean rewindsToCheckpoint() {
        return has(Disturbance.REWIND) && plan.seed() % 2 == 0;
    }

    private static double part(Replica.Message message, Undisturbed.Answer answer) {
        int all = answer.text().length()
                + (message.reasoning.isEmpty() ? 0 : answer.reasoning().length());
        return (message.text.length() + message.reasoning.length()) / (double) Math.max(1, all);
    }

    /** At no moment does a client show anything but a beginning of the answer. */
    private static void prefix(Replica.Message message, Undisturbed.Answer answer) {
        String text = message.text.toString();
        if (!answer.text().startsWith(text)) {
            int same = 0;
            while (same < answer.text().length() && answer.text().charAt(same) == text.charAt(same)) {
                same++;
            }
            throw new Violation("the text differs from the model's at " + same + " of " + text.length() + ": ..."
                    + text.substring(Math.max(0, same - 20), Math.min(text.length(), same + 40)));
        }
    }

    private void killAt(Replica.Message message, Question question, double part) {
        if (world.kills().count() > killsSeen) {
            killsSeen = world.kills().count();
            killedAt = message.text.length();
            story.tell("the server is killed; the client has seen " + killedAt + " characters");
        }
        boolean planned = plan.kill() >= 0 && question.number() == 0 && part >= plan.kill() && !message.text.isEmpty();
        boolean asked = world.options().killAt() >= 0
                && message.text.length() >= world.options().killAt();
        if (!killRequested && (planned || asked)) {
            killRequested = true;
            world.kills().kill(plan.seed());
        }
    }

    private void act(HeadlessClient client, Disturbance what, Question question) {
        tally.count("client: " + what);
        switch (what) {
            case SUBSCRIBE_TWICE -> {
                client.subscribe(From.CURSOR);
                client.subscribe(From.CURSOR);
            }
            case REWIND -> client.subscribe(rewindsToCheckpoint() ? From.CHECKPOINT : From.ZERO);
            case VOID_CURSOR -> client.subscribe(From.VOID_EPOCH);
            case FUTURE_CURSOR -> client.subscribe(From.FUTURE);
            case NO_CURSOR -> client.subscribe(From.NO_CURSOR);
            case UNSUBSCRIBE -> {
                Command unsubscribe = client.unsubscribe();
                client.until(unsubscribe::settled, "ack of unsubscribe");
                client.linger(300);
                client.subscribe(From.CURSOR);
            }
            case GO_AWAY -> client.drop("goes away");
            default -> {
                // The others do not happen in the middle.
            }
        }
        story.tell("question " + question.number() + ": did " + what);
    }

    private void stop(HeadlessClient client, String generationId, Expectation expectation) {
        tally.count("client: STOP");
        expectation.states.add("stopped");
        client.command(HeadlessClient.frame("stop").add("generationId", generationId), true);
    }

    private void goOnToTheEnd(HeadlessClient client, Expectation expectation, boolean wantsMore) {
        for (int i = 0; i < MOST_CONTINUATIONS && mayGoOn(client, expectation, wantsMore); i++) {
            goOn(client, expectation);
        }
    }

    private boolean mayGoOn(HeadlessClient client, Expectation expectation, boolean wantsMore) {
        Replica.Message message = client.replica().message(expectation.messageId);
        boolean stopped = message.state.equals("stopped") && wantsMore && !message.text.isEmpty();
        boolean brokeOff = message.state.equals("interrupted")
                && world.options().providerCuts() == ProviderCuts.BY_HAND
                && !message.text.isEmpty()
                && Set.of("answer-cut-off", "model-stalled").contains(message.errorCode);
        if (stopped) {
            expectation.states.remove("stopped");
        }
        return stopped || brokeOff;
    }

    /** What the user does with the button. It is not sent again: the conversation's events tell whether it was done. */
    private void goOn(HeadlessClient client, Expectation expectation) {
        tally.count("client: CONTINUE");
        String before = client.replica().message(expectation.messageId).state;
        Command command =
                client.command(HeadlessClient.frame("continue").add("messageId", expectation.messageId), false);
        client.until(command::settled, "ack of continue");
        Violation.unless(
                command.refusal.isEmpty() || command.refusal.equals("continue-not-possible"),
                "continue refused: " + command.refusal);
        boolean done = command.ack != null;
        long until = System.nanoTime() + 1_500_000_000;
        boolean[] moved = {false};
        client.until(
                () -> {
                    Replica.Message message = client.replica().message(expectation.messageId);
                    prefix(message, expectation.answer);
                    moved[0] |= !message.state.equals(before)
                            || message.ended() && done && message.state.equals("complete");
                    boolean lost = !done && !moved[0] && System.nanoTime() > until;
                    return client.following() && (lost || (moved[0] && message.ended()));
                },
                "end of the continued answer");
    }

    private void regenerate(HeadlessClient client, String messageId, Undisturbed.Answer answer) {
        tally.count("client: REGENERATE");
        Set<String> before = new HashSet<>(expectations.keySet());
        Command command = client.command(HeadlessClient.frame("regenerate").add("messageId", messageId), false);
        client.until(command::settled, "ack of regenerate");
        Violation.unless(command.refusal.isEmpty(), "regenerate refused: " + command.refusal);
        if (command.ack == null) {
            // Nobody knows whether it was done; whatever appears must be right.
            moreRegenerations++;
            client.linger(500);
        } else {
            regenerations++;
            String id = command.ack.getString("messageId");
            client.until(() -> client.replica().message(id) != null, "the regenerated message");
        }
        client.until(
                () -> client.following()
                        && client.replica().messages().stream()
                                .filter(message -> message.role.equals("assistant"))
                                .allMatch(Replica.Message::ended),
                "end of the regenerated answer");
        for (Replica.Message message : client.replica().messages()) {
            if (message.role.equals("assistant") && !before.contains(message.id)) {
                goOnToTheEnd(client, expect(message.id, answer), false);
            }
        }
    }

    /** The provider is asked as often as its failures demand, and not once more: each request costs money. */
    private void countRequests(HeadlessClient client, Question question, String messageId) {
        boolean plain = !metAKill()
                && client.replica().message(messageId).state.equals("complete")
                && question.disturbances().stream()
                        .noneMatch(disturbance -> disturbance.breaksAnswer()
                                || disturbance == Disturbance.STOP
                                || disturbance == Disturbance.STOP_AND_CONTINUE
                                || disturbance == Disturbance.REGENERATE);
        if (!plain) {
            return;
        }
        long needed =
                1 + question.attempts().stream().filter(Attempt::fruitless).count();
        int asked = world.provider().asked(plan.seed(), question.number());
        Violation.unless(asked == needed, "the provider was asked " + asked + " times, " + needed + " were needed");
    }

    /** What the client has, what the server keeps, and what a newcomer reads from the beginning: all the same, and right. */
    private void check(HeadlessClient client) {
        String path = "/api/conversations/" + client.conversationId();
        JsonObject[] rest = {undisturbed.get(path, cookie)};
        client.until(
                () -> {
                    if (client.following()
                            && !rest[0].getJsonObject("conversation").getBoolean("generating")
                            && client.replica().cursor()
                                    == rest[0].getJsonNumber("seq").longValue()) {
                        return true;
                    }
                    rest[0] = undisturbed.get(path, cookie);
                    return false;
                },
                "end of everything that is being written");
        Replica kept = Replica.snapshot(client.replica().epoch(), rest[0]);
        client.replica().same(kept, "the server's copy");
        JsonArray all = undisturbed.get("/api/conversations", cookie).getJsonArray("conversations");
        Violation.unless(all.size() == 1, all.size() + " conversations, not one");
        messages(kept);

        long end = client.replica().cursor();
        int replays = client.replays();
        client.until(
                () -> {
                    if (client.replays() == replays) {
                        client.subscribeUnlessAsked(From.ZERO);
                        return false;
                    }
                    return client.following() && client.replica().cursor() >= end;
                },
                "journal from its beginning");
        client.replica().same(kept, "the journal from its beginning");
        Violation.unless(
                client.replica().open().isEmpty(),
                "I6: generations without an end: " + client.replica().open());
    }

    private void messages(Replica kept) {
        int users = 0;
        int assistants = 0;
        for (Replica.Message message : kept.messages()) {
            if (message.role.equals("user")) {
                users++;
                Integer number = userMessages.get(message.clientMessageId);
                Violation.unless(
                        number != null
                                && message.text
                                        .toString()
                                        .equals(plan.questions().get(number).text()),
                        "a user's message that was not sent so: " + message.clientMessageId);
            } else {
                assistants++;
                if (moreRegenerations > 0 && !expectations.containsKey(message.id)) {
                    Replica.Message question = kept.message(message.parentId);
                    expect(message.id, answers.get(userMessages.get(question.clientMessageId)));
                }
                answer(message);
            }
        }
        int least = plan.questions().size() + regenerations;
        Violation.unless(
                users == plan.questions().size() && assistants >= least && assistants <= least + moreRegenerations,
                users + " questions and " + assistants + " answers, but "
                        + plan.questions().size() + " and " + least + " were asked for");
    }

    private void answer(Replica.Message message) {
        Expectation expectation = expectations.get(message.id);
        Violation.unless(expectation != null, "an answer that nobody asked for: " + message.id);
        Violation.unless(
                expectation.states.contains(message.state),
                "an answer ended as " + message.state + ' ' + message.errorCode);
        prefix(message, expectation.answer);
        if (message.state.equals("complete")) {
            tally.count("answers compared");
            String shown = Undisturbed.hash(message.text);
            String said = Undisturbed.hash(expectation.answer.text());
            Violation.unless(
                    shown.equals(said),
                    "the text hashes to " + shown + ", the model's to " + said + ": " + message.text.length() + " of "
                            + expectation.answer.text().length() + " characters");
            reasoning(message, expectation);
        }
    }

    private void reasoning(Replica.Message message, Expectation expectation) {
        String expected = plan.model().endsWith("thinking") ? expectation.answer.reasoning() : "";
        boolean broken = metAKill() || plan.disturbances().stream().anyMatch(Disturbance::breaksAnswer);
        Violation.unless(
                broken || Undisturbed.hash(message.reasoning).equals(Undisturbed.hash(expected)),
                "the reasoning is " + message.reasoning.length() + " of " + expected.length() + " characters");
    }

    /** Nobody goes on asking a provider when the answer has ended (invariant I7, with some patience). */
    private void closedProvider() {
        long until = System.nanoTime() + ABANDONED_CONNECTION_MILLIS * 1_000_000;
        while (world.provider().open(plan.seed()) > 0) {
            Violation.unless(
                    System.nanoTime() < until,
                    world.provider().open(plan.seed()) + " connections to the provider are still open");
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Violation("interrupted", e);
            }
        }
    }

    /** A second client of the same guest that only reads, through a disturbed network of its own. */
    private final class Follower implements AutoCloseable {
        private final FaultProxy network = proxy("second client");
        private final HeadlessClient client = client("second client", network);
        private final CompletableFuture<Replica> end;

        private Follower(String conversationId, String messageId) {
            tally.count("second clients");
            end = CompletableFuture.supplyAsync(
                    () -> {
                        client.follow(conversationId);
                        client.until(
                                () -> {
                                    Replica.Message message = client.replica().message(messageId);
                                    return client.following() && message != null && message.ended();
                                },
                                "end of the answer");
                        return client.replica();
                    },
                    world.threads());
        }

        private void compare(Replica other) {
            try {
                Replica mine = end.get(world.options().deadlineMillis() * 2, TimeUnit.MILLISECONDS);
                if (mine.cursor() == other.cursor()) {
                    mine.same(other, "the first client's copy");
                }
            } catch (ExecutionException e) {
                throw new Violation("second client: " + e.getCause().getMessage(), e.getCause());
            } catch (TimeoutException e) {
                throw new Violation("the second client does not come to an end", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Violation("interrupted", e);
            }
        }

        @Override
        public void close() {
            network.close();
            if (end.isDone()) {
                client.close();
            }
        }
    }
}
