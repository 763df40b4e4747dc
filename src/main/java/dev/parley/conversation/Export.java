package dev.parley.conversation;

import dev.parley.identity.Owner;
import dev.parley.journal.Journal;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Conversations to take away. Thread-safe; blocks. */
@ApplicationScoped
public class Export {

    private final ConversationTable table;
    private final Journal journal;

    @Inject
    public Export(ConversationTable table, Journal journal) {
        this.table = table;
        this.journal = journal;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Export() {
        table = null;
        journal = null;
    }

    /** A file. */
    public record File(String title, String content) {}

    /** @throws ParleyException if it is not theirs */
    public File json(Owner owner, String conversationId) {
        Snapshot snapshot = snapshot(owner, conversationId);
        return new File(
                snapshot.conversation().title(), Json.text(json -> write(json, none -> {}, Stream.of(snapshot))));
    }

    /**
     * @param leafId the last message of the path, or null for the newest one
     * @throws ParleyException if it is not theirs, or has no such message
     */
    public File markdown(Owner owner, String conversationId, @Nullable String leafId) {
        Snapshot snapshot = snapshot(owner, conversationId);
        String title = snapshot.conversation().title();
        return new File(title, Transcription.markdown(title, path(snapshot, leafId)));
    }

    /** All that are theirs, one after the other, so that never more than one is in memory for it. */
    public void all(Owner owner, OutputStream to) {
        all(owner, to, json -> {});
    }

    /** The same, and something before them. */
    public void all(Owner owner, OutputStream to, Consumer<JsonGenerator> before) {
        List<String> ids = Decisions.stored(() -> table.ids(owner));
        Json.write(
                to,
                json -> write(
                        json,
                        before,
                        ids.stream().flatMap(id -> Decisions.stored(() -> journal.current(id)).stream())));
    }

    private static void write(JsonGenerator json, Consumer<JsonGenerator> before, Stream<Snapshot> conversations) {
        json.writeStartObject();
        before.accept(json);
        json.write("format", Transcription.FORMAT);
        json.write("version", Transcription.VERSION);
        json.write("exportedAt", System.currentTimeMillis());
        json.writeStartArray("conversations");
        conversations.forEach(snapshot -> Transcription.json(json, snapshot));
        json.writeEnd();
        json.writeEnd();
    }

    private Snapshot snapshot(Owner owner, String conversationId) {
        return Decisions.stored(() -> {
            if (!table.exists(owner, conversationId)) {
                throw new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "unknown or not theirs");
            }
            return Stops.current(journal, conversationId);
        });
    }

    /** @throws ParleyException if there is no such message */
    static List<MessageView> path(Snapshot snapshot, @Nullable String leafId) {
        List<MessageView> messages = snapshot.messages();
        // The newest message has no children yet.
        String leaf = leafId == null && !messages.isEmpty()
                ? messages.get(messages.size() - 1).id()
                : leafId;
        List<MessageView> path = leaf == null ? List.of() : new Context(messages).path(leaf);
        if (path.isEmpty() && leafId != null) {
            throw new ParleyException(ErrorCode.MESSAGE_NOT_FOUND, "the leaf is not in this conversation");
        }
        return path;
    }
}
