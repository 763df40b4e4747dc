package dev.parley.support;

import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.journal.Append;
import dev.parley.journal.CacheBounds;
import dev.parley.journal.Fence;
import dev.parley.journal.Journal;
import dev.parley.journal.JournalSettings;
import dev.parley.journal.Note;
import dev.parley.journal.Subscription;
import dev.parley.journal.Subscription.Step;
import dev.parley.platform.Database;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.Ids;
import dev.parley.platform.Threads;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.Role;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/** A journal as one node has it, on a database that other nodes may share. */
public final class TestJournal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Threads threads = new Threads(task -> {
        Thread thread = Executors.defaultThreadFactory().newThread(task);
        thread.setDaemon(true);
        return thread;
    });
    private final String node = Ids.next();
    private final DatabaseSettings settings;
    private final Database database;
    private final Journal journal;

    public TestJournal(DatabaseSettings settings) {
        this(settings, JournalSettings.DEFAULT);
    }

    public TestJournal(DatabaseSettings settings, JournalSettings journalSettings) {
        this(settings, journalSettings, Ticker.systemTicker(), Clock.systemUTC());
    }

    /** On a database that is open, and stays so. */
    public TestJournal(Database database) {
        this(database, null, JournalSettings.DEFAULT, Ticker.systemTicker(), Clock.systemUTC());
    }

    public TestJournal(DatabaseSettings settings, JournalSettings journalSettings, Ticker ticker, Clock clock) {
        this(TestDatabase.open(settings), settings, journalSettings, ticker, clock);
    }

    private TestJournal(
            Database database, DatabaseSettings settings, JournalSettings journalSettings, Ticker ticker, Clock clock) {
        this.settings = settings;
        this.database = database;
        journal = new Journal(database, node, threads.blocking(), threads, journalSettings, ticker, clock, registry);
        journal.start();
    }

    /** A journal that remembers only so many events in memory. */
    public static JournalSettings withTail(int events) {
        return new JournalSettings(
                new CacheBounds(1_000, Duration.ofHours(1), events),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                true,
                Duration.ofMillis(50),
                2);
    }

    /** A journal that rings in the thread that commits: when an append has returned, everybody has been rung. */
    public static JournalSettings ringingAtOnce() {
        return new JournalSettings(
                CacheBounds.DEFAULT, Duration.ofMinutes(10), Duration.ofHours(1), true, Duration.ofMillis(50), 0);
    }

    /** A journal that neither rings other nodes nor hears them. */
    public static JournalSettings withoutDoorbell() {
        return new JournalSettings(
                CacheBounds.DEFAULT, Duration.ofMinutes(10), Duration.ofHours(1), false, Duration.ofMillis(250), 2);
    }

    public Journal journal() {
        return journal;
    }

    /** What is measured of it. */
    public MeterRegistry registry() {
        return registry;
    }

    public Database database() {
        return database;
    }

    public DatabaseSettings settings() {
        return settings;
    }

    public Threads threads() {
        return threads;
    }

    /** How many appends wait for the writer. */
    public int waiting() {
        return (int) registry.get("parley.journal.appends.waiting").gauge().value();
    }

    public String node() {
        return node;
    }

    /** Opens a conversation with one empty answer m, written by generation g under fence 1. */
    public void open(String conversation, String message, String generation) {
        append(Append.opening(
                conversation,
                new Append.Opening("owner", "opens-" + conversation),
                List.of(
                        new Event.MessageCreated(message, null, Role.ASSISTANT, "", null, "x"),
                        new Event.GenerationStarted(generation, message, "x", "t1")),
                "{}"));
    }

    public long append(Append append) {
        return journal.appendAndWait(append, PATIENCE);
    }

    public long append(String conversation, Fence fence, Event... events) {
        return journal.append(conversation, List.of(events), fence).join();
    }

    /** Appends in nobody's name. */
    public long append(String conversation, Event... events) {
        return append(new Append(conversation, List.of(events), null, null, null, null, "", 0, Note.NONE));
    }

    /** All events of a conversation that the journal can still give. */
    public List<Event.Recorded> events(String conversation) {
        String epoch = journal.epoch(conversation).orElseThrow();
        Subscription all = new Subscription(journal, conversation, new Cursor(epoch, 0), Integer.MAX_VALUE, () -> {});
        try {
            await().atMost(PATIENCE).until(all::next, Step.Recovered.class::isInstance);
            return all.next() instanceof Step.Events events ? events.events() : List.of();
        } finally {
            all.close();
        }
    }

    @Override
    public void close() {
        journal.close();
        database.close();
        threads.close();
    }
}
