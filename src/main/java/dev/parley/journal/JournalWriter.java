package dev.parley.journal;

import dev.parley.platform.Database;
import dev.parley.platform.Pace;
import dev.parley.platform.StorageException;
import dev.parley.protocol.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: one thread takes all appends that wait and commits them in one transaction, so that the time a commit
 * takes sets the size of the batches by itself.
 *
 * <p>While the database is away the batch is kept and tried again; at most {@value #MOST_WAITING} appends wait behind
 * it. A commit whose outcome is unknown is looked up by its number before it is repeated. Where the database refuses a
 * batch for good, its appends are committed one by one, so that only the guilty one fails.
 */
final class JournalWriter implements Runnable {

    /** More appends than this are refused. */
    static final int MOST_WAITING = 50_000;

    private static final int MOST_IN_BATCH = 5_000;
    /** Fewer appends than this in a second are committed as they come. */
    private static final int FEW_PER_SECOND = 4_000;

    /** At so many in a second batches gather as long as they may. */
    private static final int MANY_PER_SECOND = 10_000;

    private static final Duration LONGEST_GATHERING = Duration.ofMillis(25);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final long IDLE_MILLIS = 1_000;
    private static final Logger LOG = Logger.getLogger(JournalWriter.class.getName());

    /** Hears what was committed, in the writer's thread: it must neither block nor fail. */
    interface Listener {
        void committed(String conversationId, List<Event.Recorded> events);

        void ended(String generationId);
    }

    /** Tells other nodes, in the transaction that commits. */
    interface Notifier {
        void announce(Connection connection, Map<String, Long> lastSeqs, List<String> claimedGenerations)
                throws SQLException;
    }

    private final Database database;
    private final String node;
    private final Clock clock;
    private final Listener listener;
    private final Notifier notifier;
    private final @Nullable LiveText liveText;
    private final Pace pace = new Pace(FEW_PER_SECOND, MANY_PER_SECOND, LONGEST_GATHERING);
    private long tookAt = System.nanoTime();
    private final JournalMeters meters;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile boolean away;
    private boolean givenUp;
    private final AtomicLong commits = new AtomicLong();
    private long number;

    /** @param liveText where this process has the database for itself, else null */
    JournalWriter(
            Database database,
            String node,
            Clock clock,
            Listener listener,
            Notifier notifier,
            @Nullable LiveText liveText,
            JournalMeters meters) {
        this.liveText = liveText;
        this.database = database;
        this.node = node;
        this.clock = clock;
        this.listener = listener;
        this.notifier = notifier;
        this.meters = meters;
    }

    void append(Pending pending) {
        if (closing) {
            pending.committed().completeExceptionally(new StorageException("the journal is closed", true, null));
        } else if (!queue.offer(pending)) {
            String what = MOST_WAITING + " appends wait for the database";
            pending.committed()
                    .completeExceptionally(
                            away ? new StorageException(what, true, null) : StorageException.late(what, null));
        }
    }

    /** Commits what waits, until {@link #close} or an interrupt. */
    @Override
    public void run() {
        try {
            while (!givenUp && (!closing || !queue.isEmpty())) {
                List<Pending> batch = next();
                if (!batch.isEmpty()) {
                    commit(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closing = true;
            refuseAll();
            foldAll();
            ended.countDown();
        }
    }

    private List<Pending> next() throws InterruptedException {
        List<Pending> batch = new ArrayList<>();
        Pending first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            if (!closing) {
                // While there are many, tokens of one answer come together.
                pace.awaitAfter(tookAt);
            }
            queue.drainTo(batch, MOST_IN_BATCH - 1);
            tookAt = System.nanoTime();
            pace.took(batch.size(), tookAt);
            batch.removeIf(pending -> pending.append() == Append.NOTHING || !pending.take());
        }
        return batch;
    }

    /** Refuses further appends and waits until those that came before are committed. */
    void close(Duration patience) {
        closed = true;
        closing = true;
        queue.offer(new Pending(Append.NOTHING));
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "the journal could not commit everything in {0}", patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is left in the file would be folded at the next start; an orderly end leaves nothing there. */
    private void foldAll() {
        if (liveText == null) {
            return;
        }
        List<LiveConversation> all = liveText.unfolded();
        if (!all.isEmpty()) {
            number++;
            Batch batch = new Batch(node, List.of(), clock.millis(), liveText, all);
            try {
                write(batch, null);
                batch.complete(listener);
            } catch (RuntimeException e) {
                LOG.log(Level.INFO, "text of open answers is folded at the next start", e);
            }
        }
        liveText.file().close();
    }

    /** How many times something was committed since the start. */
    long commits() {
        return commits.get();
    }

    /** How many appends wait for a batch. */
    int waiting() {
        return queue.size();
    }

    /** Whether it has stopped, though nobody has closed it. */
    boolean hasDied() {
        return ended.getCount() == 0 && !closed;
    }

    private void refuseAll() {
        List<Pending> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(pending ->
                pending.committed().completeExceptionally(new StorageException("the journal is closed", true, null)));
    }

    private void commit(List<Pending> pendings) throws InterruptedException {
        number++;
        if (liveText == null) {
            commitRows(pendings, List.of());
            return;
        }
        long now = clock.millis();
        LiveBatch live = new LiveBatch(liveText, pendings, number, now);
        if (!live.isEmpty()) {
            commitText(live);
        }
        List<LiveConversation> due = liveText.due(now);
        if (givenUp) {
            fail(live.others(), new StorageException("the journal is closed", true, null));
        } else if (!live.others().isEmpty() || !due.isEmpty()) {
            commitRows(live.others(), due);
        }
    }

    private void commitText(LiveBatch live) throws InterruptedException {
        Tries tries = new Tries();
        while (true) {
            long begun = System.nanoTime();
            try {
                database.requireRoom();
                live.write();
                tries.succeeded(live.pendings(), begun);
                live.complete(listener);
                return;
            } catch (StorageException e) {
                if (!tries.mayGoOn(e, live.pendings())) {
                    return;
                }
            }
        }
    }

    private void commitRows(List<Pending> pendings, List<LiveConversation> due) throws InterruptedException {
        Batch unknown = null;
        Tries tries = new Tries();
        while (true) {
            Batch attempt = new Batch(node, pendings, clock.millis(), liveText, due);
            long begun = System.nanoTime();
            try {
                boolean before = write(attempt, unknown);
                tries.succeeded(pendings, begun);
                (before && unknown != null ? unknown : attempt).complete(listener);
                return;
            } catch (StorageException e) {
                if (!e.passing()) {
                    meters.commitFailed();
                    refused(attempt, unknown != null, pendings, e);
                    return;
                }
                if (attempt.isWritten()) {
                    unknown = attempt;
                }
                if (!tries.mayGoOn(e, pendings)) {
                    return;
                }
            } catch (RuntimeException e) {
                refused(attempt, unknown != null, pendings, e);
                return;
            }
        }
    }

    /** One after the other, to commit the same appends, while the database is away. */
    private final class Tries {
        private long pauseMillis;

        void succeeded(List<Pending> pendings, long begunNanos) {
            if (pauseMillis > 0) {
                LOG.log(Level.INFO, "the database is back");
            }
            away = false;
            commits.incrementAndGet();
            if (!pendings.isEmpty()) {
                long now = System.nanoTime();
                meters.committed(
                        pendings.size(), now - begunNanos, now - pendings.get(0).sinceNanos());
            }
        }

        /** Waits before the next one. If there is no time for one any more, the appends fail. */
        boolean mayGoOn(StorageException e, List<Pending> pendings) throws InterruptedException {
            meters.commitFailed();
            away = true;
            if (pauseMillis == 0) {
                LOG.log(Level.WARNING, e, () -> "the database is away; " + pendings.size() + " appends wait");
            }
            if (closing && pauseMillis > 0) {
                // What comes behind would build on what may be there or not.
                givenUp = true;
                fail(pendings, e);
                return false;
            }
            pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, pauseMillis * 2));
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            return true;
        }
    }

    /** Whether an attempt before this one turned out to be committed. */
    private boolean write(Batch attempt, @Nullable Batch unknown) {
        return database.durably(connection -> {
            if (unknown != null && Batches.last(connection, node) == number) {
                return true;
            }
            attempt.write(connection, number, notifier);
            return false;
        });
    }

    /** @param doubtful whether an attempt before may have been committed, as nobody can say any more */
    private void refused(Batch attempt, boolean doubtful, List<Pending> pendings, RuntimeException e)
            throws InterruptedException {
        List<String> others = attempt.foldedBesides();
        if (doubtful) {
            attempt.doubt();
            fail(pendings, e);
        } else if (!others.isEmpty()) {
            LOG.log(Level.FINE, "a batch was refused, text is folded apart from it", e);
            if (!pendings.isEmpty()) {
                number++;
                commitRows(pendings, List.of());
            }
            for (String id : others) {
                number++;
                commitRows(List.of(new Pending(Append.folding(id))), List.of());
            }
        } else if (pendings.size() == 1) {
            refused(pendings.get(0), e);
        } else {
            LOG.log(Level.FINE, "a batch was refused, its appends go one by one", e);
            for (Pending pending : pendings) {
                commit(List.of(pending));
            }
        }
    }

    private void refused(Pending alone, RuntimeException e) {
        String conversationId = alone.append().conversationId();
        if (liveText != null && alone.append().isFolding()) {
            LOG.log(
                    Level.SEVERE,
                    e,
                    () -> "text of conversation " + conversationId + " cannot be put among its events;"
                            + " it stays where it is and is tried again");
            liveText.setAside(conversationId, clock.millis());
        }
        boolean conflict = e instanceof StorageException storage && isDuplicate(storage);
        fail(List.of(alone), conflict ? new ConflictException(conversationId) : e);
    }

    private static boolean isDuplicate(StorageException e) {
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("23");
    }

    private static void fail(List<Pending> pendings, RuntimeException e) {
        pendings.forEach(pending -> pending.committed().completeExceptionally(e));
    }
}
