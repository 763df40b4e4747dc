package dev.parley.journal;

import dev.parley.platform.Ids;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.Event;
import dev.parley.protocol.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A journal that lives as long as its process. What is appended is committed at once. */
@ApplicationScoped
public class MemoryJournal implements Journal {

    /** A conversation keeps at least this many characters of events for readers that are behind. */
    static final int TAIL_CHARS = 1_000_000;

    /** And at most this many events. */
    static final int TAIL_EVENTS = 8_192;

    private final Map<String, ConversationLog> logs = new ConcurrentHashMap<>();
    private final Clock clock;
    private final int tailEvents;

    public MemoryJournal() {
        this(Clock.systemUTC(), TAIL_EVENTS);
    }

    MemoryJournal(Clock clock, int tailEvents) {
        this.clock = clock;
        this.tailEvents = tailEvents;
    }

    @Override
    public void open(String conversationId) {
        logs.computeIfAbsent(conversationId, id -> new ConversationLog(id, Ids.next(), tailEvents, TAIL_CHARS));
    }

    @Override
    public CompletionStage<Long> append(String conversationId, List<Event> events, @Nullable Fence fence) {
        ConversationLog log = logs.get(conversationId);
        if (log == null) {
            return CompletableFuture.failedStage(new NoSuchJournalException(conversationId));
        }
        long seq;
        try {
            seq = log.append(events, fence, clock.millis());
        } catch (StaleFenceException e) {
            return CompletableFuture.failedStage(e);
        }
        log.ring();
        return CompletableFuture.completedStage(seq);
    }

    @Override
    public Optional<Page> readAfter(String conversationId, long seq, int maxChars) {
        return log(conversationId).flatMap(log -> log.readAfter(seq, maxChars));
    }

    @Override
    public Optional<String> epoch(String conversationId) {
        return log(conversationId).map(ConversationLog::epoch);
    }

    @Override
    public Optional<Snapshot> snapshot(String conversationId) {
        return log(conversationId).map(ConversationLog::snapshot);
    }

    @Override
    public Optional<ConversationView> view(String conversationId) {
        return log(conversationId).map(ConversationLog::view);
    }

    @Override
    public Runnable listen(String conversationId, Runnable doorbell) {
        return log(conversationId).map(log -> log.listen(doorbell)).orElse(() -> {});
    }

    @Override
    public void remove(String conversationId) {
        ConversationLog log = logs.remove(conversationId);
        if (log != null) {
            log.ring();
        }
    }

    private Optional<ConversationLog> log(String conversationId) {
        return Optional.ofNullable(logs.get(conversationId));
    }
}
