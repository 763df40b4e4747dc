package dev.parley.journal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.platform.Scheduler;
import dev.parley.platform.StorageException;
import dev.parley.protocol.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The conversation cache (row C1): those used lately, and those that somebody follows, which are never evicted.
 *
 * <p>Notes: the cache is the only holder of logs, and makes each at most once at a time, so that whoever appends finds
 * the very log that readers look at. Pinning happens inside the cache's own atomic operations.
 */
final class ConversationLogs {

    /** A conversation keeps at most this many characters of events for readers that are behind. */
    static final int TAIL_CHARS = 256 * 1024;

    /** A conversation with more text than this counts as several in the cache. */
    private static final int CHARS_PER_UNIT = 64 * 1024;

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int LOAD_TIMEOUT_SECONDS = 15;
    /** A conversation may go on while it is read; whoever hears of more has it read again. */
    private static final int MOST_ROUNDS = 3;

    private static final int POLLED_AT_ONCE = 1_000;
    private static final Logger LOG = Logger.getLogger(ConversationLogs.class.getName());

    private final JournalReader reader;
    private final Consumer<String> beforeReading;
    private final Executor executor;
    private final Scheduler scheduler;
    private final Consumer<ConversationLog> ringer;
    private final int tailEvents;
    private final JournalMeters meters;
    private final Cache<String, Entry> cache;

    private static final class Entry {
        private final ConversationLog log;
        private int pins;

        Entry(ConversationLog log) {
            this.log = log;
        }
    }

    /**
     * @param beforeReading brings a conversation's tables up to date; may block
     * @param ringer has a log's doorbells rung, in a thread where that may take its time
     */
    ConversationLogs(
            JournalReader reader,
            Consumer<String> beforeReading,
            Executor executor,
            Scheduler scheduler,
            Consumer<ConversationLog> ringer,
            CacheBounds bounds,
            Ticker ticker,
            JournalMeters meters) {
        this.reader = reader;
        this.beforeReading = beforeReading;
        this.executor = executor;
        this.scheduler = scheduler;
        this.ringer = ringer;
        this.tailEvents = bounds.tailEvents();
        this.meters = meters;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(bounds.conversations())
                .weigher((String id, Entry entry) -> weight(entry))
                .expireAfter(new UnlessPinned(bounds.unused().toNanos()))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    private static int weight(Entry entry) {
        return entry.pins > 0 ? 0 : (int) Math.min(1 + entry.log.chars() / CHARS_PER_UNIT, 1_000);
    }

    /** Pinned ones stay; the others as long as they are used now and then. */
    private record UnlessPinned(long nanos) implements Expiry<String, Entry> {
        @Override
        public long expireAfterCreate(String id, Entry entry, long now) {
            return entry.pins > 0 ? Long.MAX_VALUE : nanos;
        }

        @Override
        public long expireAfterUpdate(String id, Entry entry, long now, long left) {
            return expireAfterCreate(id, entry, now);
        }

        @Override
        public long expireAfterRead(String id, Entry entry, long now, long left) {
            return expireAfterCreate(id, entry, now);
        }
    }

    private ConversationLog make(String id) {
        return new ConversationLog(id, tailEvents, TAIL_CHARS);
    }

    private ConversationLog of(String id) {
        return cache.get(id, key -> new Entry(make(key))).log;
    }

    /** Keeps a conversation in memory until it is unpinned as often. */
    ConversationLog pin(String id) {
        return cache.asMap()
                .compute(id, (key, entry) -> {
                    Entry pinned = entry == null ? new Entry(make(key)) : entry;
                    pinned.pins++;
                    return pinned;
                })
                .log;
    }

    void unpin(String id) {
        cache.asMap().computeIfPresent(id, (key, entry) -> {
            entry.pins--;
            return entry;
        });
    }

    /** How many conversations are in memory. */
    long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }

    /** Events that this node has committed. */
    void committed(String id, List<Event.Recorded> events) {
        Entry entry = cache.getIfPresent(id);
        if (entry == null) {
            return;
        }
        try {
            if (entry.log.committed(events)) {
                meters.cacheFoundGap();
                check(entry.log);
            } else {
                ring(entry.log);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, e, () -> "conversation " + id + " does not fit together");
        }
    }

    /** Another node has committed events. */
    void heardOf(String id, long seq) {
        Entry entry = cache.getIfPresent(id);
        if (entry != null && entry.log.heardOf(seq)) {
            check(entry.log);
        }
    }

    /** Asks the tables about all conversations that somebody follows. */
    void poll() {
        List<String> pinned = new ArrayList<>();
        cache.asMap().forEach((id, entry) -> {
            if (entry.pins > 0) {
                pinned.add(id);
            }
        });
        Map<String, Long> seqs = new HashMap<>();
        for (int from = 0; from < pinned.size(); from += POLLED_AT_ONCE) {
            seqs.putAll(reader.lastSeqs(pinned.subList(from, Math.min(pinned.size(), from + POLLED_AT_ONCE))));
        }
        for (String id : pinned) {
            Long seq = seqs.get(id);
            Entry entry = cache.getIfPresent(id);
            if (entry != null && seq == null && entry.log.state() == ConversationLog.State.READY) {
                check(entry.log);
            } else if (seq != null) {
                heardOf(id, seq);
            }
        }
    }

    /** Compares a log with the tables, in a thread of its own. */
    void check(ConversationLog log) {
        try {
            executor.execute(() -> checkOrRetry(log));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "no thread to read a conversation", e);
            retry(log);
        }
    }

    private void checkOrRetry(ConversationLog log) {
        try {
            catchUp(log);
        } catch (StorageException e) {
            LOG.log(Level.FINE, "a conversation could not be read", e);
            log.failed();
            ring(log);
            retry(log);
        }
    }

    private void retry(ConversationLog log) {
        if (log.hasListeners()) {
            scheduler.after(RETRY, () -> check(log));
        }
    }

    /** The conversation as of now. */
    Optional<ConversationLog> current(String id) {
        ConversationLog log = of(id);
        catchUp(log);
        return log.state() == ConversationLog.State.GONE ? Optional.empty() : Optional.of(log);
    }

    /** Blocks until the log is as far as the tables. */
    private void catchUp(ConversationLog log) {
        try {
            if (!log.loading().tryLock(LOAD_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new StorageException("a conversation could not be read in time", true, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("interrupted while a conversation was read", true, e);
        }
        try {
            read(log);
            for (int more = 0; more < MOST_ROUNDS && !log.isCaughtUp(); more++) {
                read(log);
            }
        } finally {
            log.loading().unlock();
        }
        ring(log);
    }

    private void read(ConversationLog log) {
        // What the log has already is not looked for in the tables.
        boolean complete = log.state() == ConversationLog.State.READY && log.isCaughtUp();
        if (!complete) {
            beforeReading.accept(log.id());
        }
        if (log.state() == ConversationLog.State.READY && follow(log)) {
            return;
        }
        if (complete) {
            beforeReading.accept(log.id());
        }
        JournalReader.@Nullable Stored stored = reader.load(log.id()).orElse(null);
        if (stored == null) {
            log.vanish();
        } else {
            log.load(stored);
        }
    }

    private boolean follow(ConversationLog log) {
        Optional<JournalReader.Head> head = reader.head(log.id());
        if (head.isEmpty()) {
            return false;
        }
        long after = log.lastSeq();
        List<Event.Recorded> events = head.get().lastSeq() > after ? reader.after(log.id(), after) : List.of();
        return log.follow(events, head.get());
    }

    private void ring(ConversationLog log) {
        if (log.hasListeners() && log.toBeRung()) {
            ringer.accept(log);
        }
    }
}
