package dev.parley.torture;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A client without a screen: one conversation, and a socket that it opens again as often as it is lost. It sends what was
 * not answered again, resumes from its cursor, and holds everything that comes against the rules (see {@link Replica}).
 *
 * <p>Notes: for one thread, which does everything in {@link #until}; the socket's callbacks only put frames into a queue,
 * and ask for the next one when it was taken.
 */
final class HeadlessClient implements AutoCloseable {

    /** Where a subscription shall begin. */
    enum From {
        CURSOR,
        ZERO,
        NO_CURSOR,
        VOID_EPOCH,
        FUTURE,
        CHECKPOINT
    }

    /** What was asked of the server, until it answers. */
    static final class Command {
        private final String ref;
        private final JsonObject frame;
        private final boolean repeatable;
        private boolean sent;
        private boolean everSent;
        private long sentAt;
        private long notBefore;
        JsonObject ack;
        String refusal = "";
        /** The connection was lost before the answer, and it may not be sent again. */
        boolean unanswered;

        private Command(String ref, JsonObject frame, boolean repeatable) {
            this.ref = ref;
            this.frame = frame;
            this.repeatable = repeatable;
        }

        boolean wasSent() {
            return everSent;
        }

        boolean settled() {
            return ack != null || unanswered || !refusal.isEmpty();
        }
    }

    private record Signal(int connection, String frame, int closeCode, String why) {}

    /** A subscription that the server has not answered yet. */
    private record Expected(String ref, From from, Replica replica) {}

    private static final long HANDSHAKE_MILLIS = 4_000;
    private static final long SEND_MILLIS = 3_000;
    private static final long SILENCE_MILLIS = 1_200;
    private static final long PONG_MILLIS = 1_500;
    private static final long ACK_MILLIS = 12_000;
    private static final long MOST_BACKOFF_MILLIS = 1_000;
    private static final List<Integer> FATAL = List.of(1000, 1003, 1007, 4400, 4401, 4403, 4413);

    private final String name;
    private final HttpClient http;
    private final URI chat;
    private final String cookie;
    private final SplittableRandom random;
    private final Deadline deadline;
    private final Story story;
    private final Tally tally;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Map<String, Command> outstanding = new LinkedHashMap<>();
    private final Map<String, String> acks = new LinkedHashMap<>();
    private final List<Expected> expected = new ArrayList<>();
    private boolean commandsFirst;
    private WebSocket socket;
    private int connection;
    private int attempt;
    private int refs;
    private long heardAt;
    private long pingedAt;
    private boolean following;
    private boolean wanted;
    private boolean everConnected;
    private int replays;
    private String conversationId = "";
    private Replica replica = new Replica();
    private Replica checkpoint;

    /** Until when a run may go on. */
    interface Deadline {
        boolean passed();
    }

    HeadlessClient(
            String name,
            HttpClient http,
            URI chat,
            String cookie,
            SplittableRandom random,
            Deadline deadline,
            Story story,
            Tally tally) {
        this.name = name;
        this.http = http;
        this.chat = chat;
        this.cookie = cookie;
        this.random = random;
        this.deadline = deadline;
        this.story = story;
        this.tally = tally;
    }

    Replica replica() {
        return replica;
    }

    boolean following() {
        return following;
    }

    String conversationId() {
        return conversationId;
    }

    /** Sends what is waiting before the greeting, each time it connects. */
    void commandsBeforeHello() {
        commandsFirst = true;
    }

    void rememberCheckpoint() {
        checkpoint = replica.known() ? replica.copy() : null;
    }

    /** Follows a conversation that it did not begin itself. */
    void follow(String id) {
        conversationId = id;
        wanted = true;
        subscribe(From.NO_CURSOR);
    }

    static JsonObjectBuilder frame(String type) {
        return Json.createObjectBuilder().add("type", type);
    }

    /** @param repeatable whether the server knows it again, so that it may be sent again after a lost connection */
    Command command(JsonObjectBuilder frame, boolean repeatable) {
        String ref = nextRef();
        Command command = new Command(ref, frame.add("ref", ref).build(), repeatable);
        outstanding.put(ref, command);
        transmit();
        return command;
    }

    /** Asks for a subscription, if there is a connection; else the next greeting does. */
    void subscribe(From from) {
        wanted = true;
        if (socket == null || conversationId.isEmpty()) {
            return;
        }
        String ref = nextRef();
        JsonObjectBuilder frame = frame("subscribe").add("ref", ref).add("conversationId", conversationId);
        From effective = replica.known() ? from : From.NO_CURSOR;
        Replica resumed = replica.copy();
        switch (effective) {
            case CURSOR -> frame.add("epoch", replica.epoch()).add("after", replica.cursor());
            case ZERO -> {
                resumed = Replica.atZero(replica.epoch());
                frame.add("epoch", replica.epoch()).add("after", 0);
            }
            case VOID_EPOCH -> frame.add("epoch", "void-" + replica.epoch()).add("after", replica.cursor());
            case FUTURE -> frame.add("epoch", replica.epoch()).add("after", replica.cursor() + 100_000);
            case CHECKPOINT -> {
                resumed = checkpoint == null ? replica.copy() : checkpoint.copy();
                frame.add("epoch", resumed.epoch()).add("after", resumed.cursor());
            }
            case NO_CURSOR -> {
                // Asks for a snapshot.
            }
        }
        expected.add(new Expected(ref, effective, resumed));
        story.tell(name + ": subscribe from " + effective + (resumed.known() ? ", after " + resumed.cursor() : ""));
        write(frame.build());
    }

    void subscribeUnlessAsked(From from) {
        if (expected.isEmpty()) {
            subscribe(from);
        }
    }

    /** How often a conversation was begun to be read from its beginning. */
    int replays() {
        return replays;
    }

    /** Stops following, without giving up what is known. */
    Command unsubscribe() {
        wanted = false;
        return command(frame("unsubscribe").add("conversationId", conversationId), true);
    }

    /** Goes on until something holds. */
    void until(BooleanSupplier done, String what) {
        while (!done.getAsBoolean()) {
            if (deadline.passed()) {
                throw new Violation("no " + what + " before the deadline; " + status());
            }
            step();
        }
    }

    /** Goes on for a while, whatever comes. */
    void linger(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        until(() -> System.nanoTime() > until, "end of a pause");
    }

    String status() {
        return name + " is " + (socket == null ? "not connected" : "connected") + (following ? ", following" : "")
                + ", cursor " + replica.cursor() + ", outstanding "
                + outstanding.values().stream()
                        .map(command -> command.frame.getString("type"))
                        .toList() + ", subscriptions unanswered " + expected.size();
    }

    /** Loses the connection without a word. */
    void drop(String why) {
        if (socket == null) {
            return;
        }
        story.tell(name + ": drops connection " + connection + ", " + why);
        socket.abort();
        lost();
    }

    private void lost() {
        socket = null;
        following = false;
        expected.clear();
        for (Iterator<Command> each = outstanding.values().iterator(); each.hasNext(); ) {
            Command command = each.next();
            if (command.sent && command.repeatable) {
                command.sent = false;
            } else if (command.sent) {
                command.unanswered = true;
                each.remove();
            }
        }
    }

    private void step() {
        if (socket == null) {
            connect();
            return;
        }
        transmit();
        try {
            Signal signal = signals.poll(100, TimeUnit.MILLISECONDS);
            if (signal != null && signal.connection() == connection && socket != null) {
                handle(signal);
            }
            lookAfter();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Violation("interrupted", e);
        }
    }

    private void connect() {
        long most = Math.min(MOST_BACKOFF_MILLIS, 40L << Math.min(10, attempt));
        pause(attempt == 0 ? 0 : 20 + random.nextInt((int) most));
        attempt++;
        connection++;
        try {
            socket = http.newWebSocketBuilder()
                    .header("Cookie", cookie)
                    .subprotocols("parley.v1")
                    .buildAsync(chat, new Ear(connection))
                    .get(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            story.tell(name + ": connection " + connection + " failed, " + root(e));
            tally.count("connections that failed");
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Violation("interrupted", e);
        }
        story.tell(name + ": connection " + connection + " open");
        if (everConnected) {
            tally.count("reconnects");
        }
        everConnected = true;
        heardAt = System.nanoTime();
        pingedAt = 0;
        if (commandsFirst) {
            transmit();
        }
        hello();
        transmit();
    }

    private void hello() {
        if (socket == null) {
            return;
        }
        JsonObjectBuilder hello = frame("hello").add("ref", nextRef()).add("clientVersion", "torture");
        if (wanted && replica.known()) {
            story.tell(name + ": hello, resume after " + replica.cursor());
            hello.add(
                    "resume",
                    Json.createArrayBuilder()
                            .add(Json.createObjectBuilder()
                                    .add("conversationId", conversationId)
                                    .add("epoch", replica.epoch())
                                    .add("after", replica.cursor())));
            expected.add(new Expected("", From.CURSOR, replica.copy()));
        }
        write(hello.build());
        if (wanted && !replica.known()) {
            subscribe(From.NO_CURSOR);
        }
    }

    private void transmit() {
        if (socket == null) {
            return;
        }
        long now = System.nanoTime();
        for (Command command : List.copyOf(outstanding.values())) {
            if (!command.sent && now >= command.notBefore && socket != null) {
                command.sent = true;
                command.everSent = true;
                command.sentAt = now;
                story.tell(name + ": " + command.frame.getString("type") + ", ref " + command.ref);
                write(command.frame);
            }
        }
    }

    private void write(JsonObject frame) {
        try {
            socket.sendText(frame.toString(), true).get(SEND_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            drop("could not send: " + root(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Violation("interrupted", e);
        }
    }

    /** After a silence: asks whether anybody is there. */
    private void lookAfter() {
        if (socket == null) {
            return;
        }
        long now = System.nanoTime();
        if (pingedAt != 0 && now - pingedAt > PONG_MILLIS * 1_000_000) {
            tally.count("connections given up in silence");
            drop("silence");
            return;
        }
        boolean late = outstanding.values().stream()
                .anyMatch(command -> command.sent && now - command.sentAt > ACK_MILLIS * 1_000_000);
        if (late) {
            drop("a command was not answered");
        } else if (pingedAt == 0 && now - heardAt > SILENCE_MILLIS * 1_000_000) {
            pingedAt = now;
            write(frame("ping").add("ref", nextRef()).build());
        }
    }

    private void handle(Signal signal) {
        if (signal.frame() == null) {
            story.tell(name + ": connection " + connection + " ended, " + signal.closeCode() + ' ' + signal.why());
            Violation.unless(
                    !FATAL.contains(signal.closeCode()),
                    "the server closed with " + signal.closeCode() + ' ' + signal.why());
            lost();
            return;
        }
        heardAt = System.nanoTime();
        pingedAt = 0;
        WebSocket current = socket;
        received(json(signal.frame()));
        current.request(1);
    }

    static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private void received(JsonObject frame) {
        switch (frame.getString("type")) {
            case "welcome" -> attempt = 0;
            case "ack" -> acked(frame);
            case "error" -> failed(frame);
            case "subscribed" -> subscribed(frame);
            case "events" -> {
                Violation.unless(following, "events of a conversation that is not followed: " + frame);
                checkConversation(frame);
                replica.events(frame);
            }
            default -> {
                // pong, bye, and what later versions may say.
            }
        }
    }

    private void checkConversation(JsonObject frame) {
        Violation.unless(
                frame.getString("conversationId").equals(conversationId),
                "a frame of another conversation: " + frame.getString("conversationId"));
    }

    private void acked(JsonObject frame) {
        Command command = outstanding.remove(frame.getString("ref", ""));
        if (command == null) {
            return;
        }
        command.ack = frame;
        story.tell(name + ": ack of " + command.ref);
        String type = command.frame.getString("type");
        if (type.equals("send")) {
            JsonObjectBuilder ids = Json.createObjectBuilder(frame);
            String answer = ids.remove("ref").build().toString();
            String before = acks.putIfAbsent(command.frame.getString("clientMessageId"), answer);
            Violation.unless(
                    before == null || before.equals(answer),
                    "the same message was acknowledged as " + before + " and as " + answer);
            conversationId = frame.getString("conversationId");
        } else if (type.equals("unsubscribe") && !wanted) {
            following = false;
        }
    }

    private void failed(JsonObject frame) {
        JsonObject error = frame.getJsonObject("error");
        String code = error.getString("code");
        boolean retryable = error.getBoolean("retryable");
        story.tell(name + ": error " + code + ", ref " + frame.getString("ref", "none"));
        tally.count("error frames: " + code);
        Command command = outstanding.get(frame.getString("ref", ""));
        Violation.unless(!code.equals("internal") && !code.equals("bad-frame"), "error frame " + frame);
        if (command == null) {
            Violation.unless(retryable, "the conversation cannot be followed: " + frame);
            drop("the server cannot yet");
        } else if (retryable) {
            long wait = Math.max(200, frame.getJsonObject("error").getInt("retryAfterMs", 0));
            command.notBefore = System.nanoTime() + wait * 1_000_000;
            command.sent = false;
        } else {
            command.refusal = code;
            outstanding.remove(command.ref);
        }
    }

    private void subscribed(JsonObject frame) {
        checkConversation(frame);
        boolean recovered = frame.getBoolean("recovered");
        String epoch = frame.getString("epoch");
        String ref = frame.getString("ref", "");
        Expected answered = answered(ref);
        if (answered == null) {
            Violation.unless(!recovered && ref.isEmpty() && following, "nobody asked for this: " + shortened(frame));
        } else if (recovered) {
            Violation.unless(
                    answered.from() != From.VOID_EPOCH
                            && answered.from() != From.FUTURE
                            && answered.from() != From.NO_CURSOR,
                    "I4: a cursor that is not good was accepted: " + answered.from());
            replica = answered.replica();
            replica.recovered(epoch, frame.getJsonNumber("after").longValue());
        } else if (answered.from() == From.ZERO) {
            replica = answered.replica();
        }
        if (answered != null && answered.from() == From.ZERO) {
            replays++;
        }
        if (!recovered) {
            replica.reset(epoch, frame.getJsonObject("snapshot"));
        }
        following = true;
        tally.count(recovered ? "subscriptions recovered" : "subscriptions reset");
        story.tell(name + ": " + (recovered ? "recovered" : "reset") + ", cursor " + replica.cursor());
    }

    /** A later subscription takes the place of an earlier one, which then is not answered any more. */
    private Expected answered(String ref) {
        for (int i = 0; i < expected.size(); i++) {
            Expected candidate = expected.get(i);
            if (candidate.ref().equals(ref)) {
                expected.subList(0, i + 1).clear();
                return candidate;
            }
        }
        return null;
    }

    private static String shortened(JsonObject frame) {
        String text = frame.toString();
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    private String nextRef() {
        return name + '-' + refs++;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Violation("interrupted", e);
        }
    }

    private static String root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
            socket = null;
        }
        connection++;
    }

    /** Hears one connection. */
    private final class Ear implements WebSocket.Listener {
        private final int number;
        private final StringBuilder parts = new StringBuilder();

        private Ear(int number) {
            this.number = number;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                signals.add(new Signal(number, parts.toString(), 0, ""));
                parts.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            signals.add(new Signal(number, null, code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            signals.add(new Signal(number, null, 1006, root(error)));
        }
    }
}
