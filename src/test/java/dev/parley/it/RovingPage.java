package dev.parley.it;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A page that asks one question and follows its answer, and that comes back at the next node whenever its socket is
 * lost. Nobody waits for it: it lives in the callbacks of its sockets.
 */
final class RovingPage extends Page implements WebSocket.Listener {

    private static final long COME_BACK_MILLIS = 200;

    final List<JsonObject> errorFrames = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> closeCodes = Collections.synchronizedList(new ArrayList<>());
    private final List<Browser> doors;
    private final String question;
    private final String clientMessageId = UUID.randomUUID().toString();
    private final StringBuilder partial = new StringBuilder();
    private int turn;
    private WebSocket current;
    private boolean closed;
    private String conversation = "";
    private String message = "";
    int byes;

    RovingPage(List<Browser> doors, int first, String question) {
        this.doors = doors;
        this.turn = first;
        this.question = question;
        connect();
    }

    private synchronized void connect() {
        if (closed || hasEnded()) {
            return;
        }
        Browser door = doors.get(turn++ % doors.size());
        partial.setLength(0);
        door.socket().subprotocols("parley.v1").buildAsync(door.chat(), this).exceptionally(refused -> {
            comeBack();
            return null;
        });
    }

    private void comeBack() {
        CompletableFuture.delayedExecutor(COME_BACK_MILLIS, TimeUnit.MILLISECONDS)
                .execute(this::connect);
    }

    @Override
    public synchronized void onOpen(WebSocket socket) {
        current = socket;
        JsonArrayBuilder resume = Json.createArrayBuilder();
        if (cursors.containsKey(conversation)) {
            resume.add(Json.createObjectBuilder()
                    .add("conversationId", conversation)
                    .add("epoch", epoch)
                    .add("after", cursors.get(conversation)));
        }
        say(Json.createObjectBuilder().add("type", "hello").add("ref", "hello").add("resume", resume))
                .thenCompose(sent -> conversation.isEmpty() ? ask() : subscribe());
        socket.request(1);
    }

    private CompletionStage<WebSocket> ask() {
        return say(Json.createObjectBuilder()
                .add("type", "send")
                .add("ref", "ask")
                .add("new", true)
                .add("clientMessageId", clientMessageId)
                .add("text", question)
                .add("model", "demo-chat"));
    }

    /** Unless the hello has already said where to go on. */
    private synchronized CompletionStage<WebSocket> subscribe() {
        return cursors.containsKey(conversation)
                ? CompletableFuture.completedFuture(current)
                : say(Json.createObjectBuilder()
                        .add("type", "subscribe")
                        .add("ref", "follow")
                        .add("conversationId", conversation));
    }

    private CompletionStage<WebSocket> say(JsonObjectBuilder frame) {
        return current.sendText(frame.build().toString(), true);
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            JsonObject frame = Browser.json(partial.toString());
            partial.setLength(0);
            switch (frame.getString("type")) {
                case "ack" -> {
                    conversation = frame.getString("conversationId");
                    message = frame.getString("messageId");
                    subscribe();
                }
                case "bye" -> byes++;
                case "error" -> errorFrames.add(frame);
                default -> apply(frame);
            }
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closeCodes.add(code);
        comeBack();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        closeCodes.add(1006);
        comeBack();
    }

    synchronized boolean isStreaming() {
        return !message.isEmpty() && !text(message).isEmpty();
    }

    /** Whether another node has gone on with the answer. */
    synchronized boolean wasContinued() {
        return eventTypes.contains("generation-continued");
    }

    synchronized boolean hasEnded() {
        return isTerminal(states.get(message));
    }

    synchronized String state() {
        return states.get(message);
    }

    synchronized String answer() {
        return text(message);
    }

    synchronized void close() {
        closed = true;
        if (current != null) {
            current.abort();
        }
    }
}
