package dev.parley.generation;

import dev.parley.journal.Append;
import dev.parley.journal.ConflictException;
import dev.parley.journal.Fence;
import dev.parley.journal.Journal;
import dev.parley.journal.NoSuchJournalException;
import dev.parley.journal.StaleFenceException;
import dev.parley.platform.Background;
import dev.parley.platform.Database;
import dev.parley.platform.LogContext;
import dev.parley.platform.Node;
import dev.parley.platform.StorageException;
import dev.parley.platform.Threads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.OptionsJson;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Snapshot;
import dev.parley.provider.ChatRequest;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's lease, and goes on with answers whose node is gone: another one, or this one before its restart.
 * A generation is taken by raising its fence, in the transaction that writes the first event of its new life.
 */
@ApplicationScoped
public class Takeover {

    private static final Duration RENEWAL = Duration.ofMillis(500);
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final Duration TIDYING = Duration.ofMinutes(10);
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(10);
    /** So many are taken at once: one commit serves them all. */
    private static final int TOGETHER = 16;

    private static final Duration TAKING_PATIENCE = Duration.ofSeconds(60);
    private static final Duration READY_PATIENCE = Duration.ofMinutes(5);
    private static final Logger LOG = Logger.getLogger(Takeover.class.getName());

    private final NodeLease lease;
    private final Generations generations;
    private final Journal journal;
    private final Threads threads;
    private final boolean shared;
    private final Briefing briefing;
    private final Predicate<String> ready;
    private final List<Background> tasks = new ArrayList<>();
    private long startedAt;
    private Set<String> lost = Set.of();
    private Set<String> foreign = Set.of();

    @Inject
    public Takeover(
            Database database,
            Node node,
            Generations generations,
            Journal journal,
            Threads threads,
            Briefing briefing,
            Models models) {
        this(database, node.id(), generations, journal, threads, briefing, models::isReady);
    }

    /** @param ready whether the model of that id can be asked yet; may block for a moment */
    Takeover(
            Database database,
            String node,
            Generations generations,
            Journal journal,
            Threads threads,
            Briefing briefing,
            Predicate<String> ready) {
        this.lease = new NodeLease(database, node);
        this.shared = database.isShared();
        this.generations = generations;
        this.journal = journal;
        this.threads = threads;
        this.briefing = briefing;
        this.ready = ready;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Takeover() {
        lease = null;
        generations = null;
        journal = null;
        threads = null;
        briefing = null;
        ready = model -> false;
        shared = false;
    }

    /** Begins the lease and the sweep: to be called once, when everything else is there. */
    public void start() {
        lease.begin();
        startedAt = threads.millis();
        Background sweep = repeat("the sweep for orphaned answers", SWEEP, this::sweep);
        if (shared) {
            repeat("the renewal of the lease", RENEWAL, this::renew);
            repeat("the removal of old leases", TIDYING, lease::tidy);
            journal.doorbell().onLeaving(sweep::now);
        }
        sweep.now();
    }

    private Background repeat(String name, Duration pause, Runnable task) {
        Background repeated = new Background(name, pause, task, threads.blocking(), threads);
        tasks.add(repeated);
        return repeated;
    }

    private void renew() {
        journal.doorbell().alone(lease.renew());
    }

    private void sweep() {
        takeAll(lease.orphans());
        Set<String> here = generations.ids();
        Set<String> own = lease.own();
        loseForeign(here, own);
        takeLost(own);
    }

    /** What runs here and is not ours in the tables, twice in a row: somebody else has it, or it has ended. */
    private void loseForeign(Set<String> here, Set<String> own) {
        Set<String> notOurs = new HashSet<>(here);
        notOurs.removeAll(own);
        notOurs.stream().filter(foreign::contains).forEach(generations::lose);
        foreign = notOurs;
    }

    /** What is ours in the tables and does not run here, twice in a row: its run gave up. */
    private void takeLost(Set<String> own) {
        Set<String> missing = new HashSet<>(own);
        missing.removeIf(generations::isHere);
        for (String generationId : missing) {
            NodeLease.Orphan orphan = lost.contains(generationId) ? lease.own(generationId) : null;
            if (orphan != null && !generations.isHere(generationId)) {
                take(orphan);
            }
        }
        lost = missing;
    }

    private void takeAll(List<NodeLease.Orphan> orphans) {
        for (int from = 0; from < orphans.size(); from += TOGETHER) {
            List<Callable<NodeLease.Orphan>> takes = new ArrayList<>();
            for (NodeLease.Orphan orphan : orphans.subList(from, Math.min(orphans.size(), from + TOGETHER))) {
                takes.add(() -> {
                    take(orphan);
                    return orphan;
                });
            }
            try {
                for (Future<NodeLease.Orphan> taken :
                        threads.blocking().invokeAll(takes, TAKING_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    taken.get();
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (CancellationException e) {
                throw new StorageException("answers could not be taken over in " + TAKING_PATIENCE, true, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void take(NodeLease.Orphan orphan) {
        if (!generations.hasRoom() || !isReady(orphan.model())) {
            return;
        }
        generations.reserve(orphan.generationId());
        try (LogContext.Scope logged = LogContext.answer(
                        orphan.traceId(), orphan.conversationId(), orphan.generationId())
                .enter()) {
            goOn(orphan);
        } catch (ConflictException | StaleFenceException | NoSuchJournalException e) {
            LOG.log(Level.FINE, "an answer was not to be had", e);
        } finally {
            generations.release(orphan.generationId());
        }
    }

    /** After a while it is taken in any case, to end in a way that the user is told. */
    private boolean isReady(String model) {
        return ready.test(model) || threads.millis() - startedAt > READY_PATIENCE.toMillis();
    }

    private void goOn(NodeLease.Orphan orphan) {
        Optional<Snapshot> conversation = journal.current(orphan.conversationId());
        MessageView message = conversation.stream()
                .flatMap(snapshot -> snapshot.messages().stream())
                .filter(one -> one.id().equals(orphan.messageId()))
                .findFirst()
                .orElse(null);
        if (conversation.isEmpty() || message == null) {
            return;
        }
        Snapshot snapshot = conversation.get();
        ChatRequest request = request(orphan, snapshot, message);
        Fence fence = new Fence(orphan.generationId(), orphan.fence());
        List<Event> events = firstEvents(orphan, message, request);
        journal.appendAndWait(
                Append.takingOver(orphan.conversationId(), fence, snapshot.seq(), events), COMMIT_PATIENCE);
        generations.meters().tookOver(request != null);
        LOG.log(Level.INFO, "took over an answer of {0} characters, attempt {1}{2}", new Object[] {
            message.text().length(), orphan.attempt() + 1, request == null ? ", but its model cannot go on" : ""
        });
        if (request != null) {
            generations.start(new GenerationSpec(
                    orphan.generationId(),
                    orphan.conversationId(),
                    orphan.messageId(),
                    orphan.traceId(),
                    fence.next(),
                    request,
                    request.prefix().isEmpty() ? "" : message.reasoning(),
                    orphan.parent()));
        }
    }

    /** What the model is to be asked, or null if it cannot go on from what there is. */
    private @Nullable ChatRequest request(NodeLease.Orphan orphan, Snapshot snapshot, MessageView message) {
        try {
            // A fallback may have taken the place of the model that was asked for.
            String model = message.model() == null ? orphan.model() : message.model();
            ChatRequest request =
                    briefing.request(snapshot, message, model, OptionsJson.read(orphan.options()), message.text());
            boolean untouched = message.text().isEmpty() && message.reasoning().isEmpty();
            return untouched || request.model().prefix() != ModelSpec.Prefix.NONE ? request : null;
        } catch (ParleyException e) {
            LOG.log(Level.WARNING, "an answer cannot go on", e);
            return null;
        }
    }

    private static List<Event> firstEvents(
            NodeLease.Orphan orphan, MessageView message, @Nullable ChatRequest request) {
        String generationId = orphan.generationId();
        String messageId = orphan.messageId();
        boolean empty = message.text().isEmpty() && message.reasoning().isEmpty();
        if (request == null) {
            return List.of(new Event.GenerationEnded(
                    generationId,
                    messageId,
                    empty ? MessageState.FAILED : MessageState.INTERRUPTED,
                    null,
                    null,
                    ErrorInfo.of(ErrorCode.SERVER_RESTARTING, orphan.traceId())));
        }
        Event continued = new Event.GenerationContinued(generationId, messageId, orphan.attempt() + 1);
        return message.text().isEmpty() && !message.reasoning().isEmpty()
                ? List.of(continued, new Event.MessageRestarted(messageId))
                : List.of(continued);
    }

    /** Gives up the lease: other nodes take at once what this one has left. Idempotent. */
    public void end() {
        tasks.forEach(Background::cancel);
        if (!tasks.isEmpty()) {
            tasks.clear();
            lease.end(journal.doorbell());
        }
    }
}
