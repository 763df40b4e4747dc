package dev.parley.journal;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.platform.Background;
import dev.parley.platform.Database;
import dev.parley.platform.Metric;
import dev.parley.platform.Node;
import dev.parley.platform.Scheduler;
import dev.parley.platform.StorageException;
import dev.parley.platform.Threads;
import dev.parley.protocol.Event;
import dev.parley.protocol.Snapshot;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of what happened to conversations, in SQL. All methods are thread-safe.
 *
 * <p>Sequence numbers are dense for each conversation, from 1 (invariant I1). What a {@link Subscription} reads is
 * committed (I3). What a generation writes is refused unless its fence is the newest (I5).
 */
@ApplicationScoped
public class Journal {

    private static final Duration TIDYING_PAUSE = Duration.ofSeconds(5);
    private static final Duration KEEP_BATCHES = Duration.ofDays(7);
    private static final Duration FOLD_PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final Database database;
    private final String node;
    private final ExecutorService threads;
    private final Scheduler scheduler;
    private final JournalSettings settings;
    private final JournalReader reader;
    private final Doorbell doorbell;
    private final Compactor compactor;
    private final Ticker ticker;
    private final Clock clock;
    private final MeterRegistry registry;
    private final JournalMeters meters;
    private ConversationLogs logs;
    private JournalWriter writer;
    private @Nullable LiveText liveText;
    private Background polling;
    private Background compacting;
    private Background tidying;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Consumer<String>> endings = new CopyOnWriteArrayList<>();
    private final List<Resumes> resumes = new CopyOnWriteArrayList<>();

    @Inject
    public Journal(Database database, Node node, Threads threads, Config config, MeterRegistry registry) {
        this(
                database,
                node.id(),
                threads.blocking(),
                threads,
                JournalSettings.of(config),
                Ticker.systemTicker(),
                Clock.systemUTC(),
                registry);
    }

    /** Outside of a container; to be started by {@link #start()}. */
    public Journal(
            Database database,
            String node,
            ExecutorService threads,
            Scheduler scheduler,
            JournalSettings settings,
            Ticker ticker,
            Clock clock,
            MeterRegistry registry) {
        this.database = database;
        this.node = node;
        this.threads = threads;
        this.scheduler = scheduler;
        this.settings = settings;
        this.ticker = ticker;
        this.clock = clock;
        this.registry = registry;
        this.meters = new JournalMeters(registry);
        this.reader = new JournalReader(database);
        this.compactor = new Compactor(database, settings.compactAfter(), clock);
        this.doorbell = new Doorbell(database, node, settings.doorbell());
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Journal() {
        database = null;
        node = "";
        threads = null;
        scheduler = null;
        settings = null;
        reader = null;
        doorbell = null;
        compactor = null;
        ticker = null;
        clock = null;
        registry = null;
        meters = null;
    }

    @PostConstruct
    @SuppressWarnings("NullAway.Init") // the container calls it before anything else
    public void start() {
        Path file = database.file();
        if (file != null) {
            LiveRecovery.run(database, file);
        }
        database.change(connection -> {
            Batches.forget(connection, node, clock.millis() - KEEP_BATCHES.toMillis());
            Batches.register(connection, node, clock.millis());
        });
        Bells bells = new Bells(threads, settings.bells());
        LiveText live = file == null ? null : new LiveText(new LiveFile(file, node, database.isForced()));
        liveText = live;
        logs = new ConversationLogs(reader, this::fold, threads, scheduler, bells, settings.cache(), ticker, meters);
        writer = new JournalWriter(database, node, clock, listener(), doorbell::announce, live, meters);
        Metric.APPENDS_WAITING.gauge(registry, writer::waiting);
        Metric.CONVERSATIONS_CACHED.gauge(registry, logs::size);
        threads.execute(writer);
        compacting =
                new Background("compaction", settings.compactionPause(), () -> compactor.run(), threads, scheduler);
        tidying = new Background(
                "tidying the database file", TIDYING_PAUSE, database::tidyIfThereIsRoom, threads, scheduler);
        polling = new Background("polling", settings.poll(), this::poll, threads, scheduler);
        doorbell.start(threads, logs::heardOf, polling::now);
    }

    /** Before the tables are read: what of the conversation is in the {@link LiveFile} only goes where it is looked for. */
    private void fold(String conversationId) {
        if (liveText != null && liveText.isUnfolded(conversationId)) {
            appendAndWait(Append.folding(conversationId), FOLD_PATIENCE);
        }
    }

    private JournalWriter.Listener listener() {
        return new JournalWriter.Listener() {
            @Override
            public void committed(String conversationId, List<Event.Recorded> events) {
                logs.committed(conversationId, events);
            }

            @Override
            public void ended(String generationId) {
                endings.forEach(listener -> listener.accept(generationId));
            }
        };
    }

    /** From now on the listener hears of each answer whose end this node has committed. It must neither block nor fail. */
    public void onEnded(Consumer<String> listener) {
        endings.add(listener);
    }

    /** From now on the listener hears of readers that come back. It must neither block nor fail. */
    public void onResumed(Resumes listener) {
        resumes.add(listener);
    }

    /** Hears of a reader that has come back to a conversation with an answer being written. */
    @FunctionalInterface
    public interface Resumes {
        /** @param recovered whether its cursor was good; else it got everything anew */
        void resumed(String generationId, boolean recovered, long after);
    }

    void resumed(ConversationLog log, boolean recovered, long after) {
        if (!resumes.isEmpty()) {
            for (String generationId : log.running()) {
                resumes.forEach(listener -> listener.resumed(generationId, recovered, after));
            }
        }
    }

    /** What other nodes have written, where the doorbell did not tell. */
    private void poll() {
        if (database.isShared() && doorbell.pollIsDue()) {
            logs.poll();
        }
    }

    /** What other nodes ring about. */
    public Doorbell doorbell() {
        return doorbell;
    }

    /**
     * Commits all events or none.
     *
     * @return completes with the last sequence number once they are committed; fails with {@link StaleFenceException},
     *     {@link ConflictException} or {@link NoSuchJournalException} if a condition is not met, with {@link
     *     StorageException} if the database refuses. While it is away, the append waits
     */
    public CompletableFuture<Long> append(Append append) {
        Pending pending = new Pending(append);
        writer.append(pending);
        return pending.committed();
    }

    /** What a generation writes. */
    public CompletableFuture<Long> append(String conversationId, List<Event> events, Fence fence) {
        return append(Append.fenced(conversationId, events, fence));
    }

    /**
     * Commits and waits.
     *
     * @throws StorageException if it is not committed in time; it never will be, unless the commit has begun
     */
    public long appendAndWait(Append append, Duration patience) {
        Pending pending = new Pending(append);
        long before = writer.commits();
        writer.append(pending);
        try {
            return pending.committed().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            boolean givenUp = pending.take();
            String what = "the database did not commit in " + patience + (givenUp ? ", given up" : "");
            throw writer.commits() > before ? StorageException.late(what, e) : new StorageException(what, true, e);
        } catch (InterruptedException e) {
            pending.take();
            Thread.currentThread().interrupt();
            throw new StorageException("interrupted while waiting for a commit", true, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * The conversation as of now, or empty if there is none. Blocks: it asks the database.
     *
     * @throws StorageException if the database is away
     */
    public Optional<Snapshot> current(String conversationId) {
        return logs.current(conversationId).map(ConversationLog::snapshot);
    }

    /** The identity of a conversation's journal, or empty if there is none. Blocks. */
    public Optional<String> epoch(String conversationId) {
        return logs.current(conversationId).map(ConversationLog::epoch);
    }

    /** Keeps a conversation in memory, compares it with the database, and rings when there may be something new. */
    Follower follow(String conversationId, Runnable ring) {
        ConversationLog log = logs.pin(conversationId);
        Runnable stop = log.listen(ring);
        meters.follows();
        long seen = log.checks();
        boolean settled = !database.isShared() && log.state() == ConversationLog.State.READY;
        if (!settled) {
            logs.check(log);
        }
        return new Follower(log, settled ? seen : seen + 1, () -> {
            stop.run();
            logs.unpin(conversationId);
            meters.left();
        });
    }

    /**
     * One who follows a conversation.
     *
     * @param check the comparison with the database before which nothing is to be believed
     * @param stop to be called exactly once
     */
    record Follower(ConversationLog log, long check, Runnable stop) {
        boolean isSettled() {
            return log.checks() >= check;
        }
    }

    JournalMeters meters() {
        return meters;
    }

    /** Whether what is appended is still written; while the database is away it is only late. */
    public boolean isWriting() {
        return !writer.hasDied();
    }

    /** How many conversations are in memory. */
    public long cached() {
        return logs.size();
    }

    /** Commits what waits and takes no more. */
    @PreDestroy
    public void close() {
        if (closed.compareAndSet(false, true)) {
            polling.cancel();
            tidying.cancel();
            compacting.cancel();
            doorbell.close();
            writer.close(CLOSE_PATIENCE);
        }
    }
}
