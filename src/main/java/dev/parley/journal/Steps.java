package dev.parley.journal;

import dev.parley.protocol.Event;
import dev.parley.protocol.Role;
import dev.parley.protocol.Timings;
import dev.parley.protocol.Usage;
import dev.parley.trace.Step;
import dev.parley.trace.StepRows;
import dev.parley.trace.StepType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of answers that events tell: written with them, in the transaction of their batch. */
final class Steps {

    private final String node;
    private final long atMillis;
    private final List<StepRows.Row> rows = new ArrayList<>();

    Steps(String node, long atMillis) {
        this.node = node;
        this.atMillis = atMillis;
    }

    /** @param fence under which it was written, or null */
    void see(Event event, @Nullable Fence fence, Append append) {
        if (event instanceof Event.GenerationStarted started) {
            begin(started, append);
        } else if (event instanceof Event.GenerationRetrying retrying) {
            add(
                    retrying.generationId(),
                    now(StepType.RETRYING)
                            .with("attempt", (long) retrying.attempt())
                            .with("of", (long) retrying.of())
                            .with("delayMs", retrying.delay().toMillis())
                            .with("code", retrying.code().wire()));
        } else if (event instanceof Event.GenerationFallback fallback) {
            add(
                    fallback.generationId(),
                    now(StepType.FALLBACK)
                            .with("from", fallback.from())
                            .with("to", fallback.model())
                            .with("code", fallback.code().wire()));
        } else if (event instanceof Event.GenerationContinued continued && !isTakeover(append)) {
            add(continued.generationId(), now(StepType.CONTINUED).with("attempt", (long) continued.attempt()));
        } else if (event instanceof Event.MessageRestarted && fence != null) {
            add(fence.generationId(), now(StepType.RESTARTED));
        } else if (event instanceof Event.GenerationEnded ended) {
            end(ended, append);
        }
    }

    private static boolean isTakeover(Append append) {
        return append.claim() != null && append.claim().fence() != null;
    }

    private void begin(Event.GenerationStarted started, Append append) {
        Note note = append.note();
        long askedAt = note.askedAtMillis() == null ? atMillis : note.askedAtMillis();
        add(
                started.generationId(),
                Step.of(StepType.ACCEPTED, Math.min(askedAt, atMillis))
                        .with("command", command(append))
                        .with("model", started.model())
                        .with("promptTokens", append.promptTokens() == 0 ? null : append.promptTokens())
                        .with(
                                "parent",
                                note.parent() == null ? null : note.parent().header())
                        .with("link", note.link() == null ? null : note.link().header()));
        add(started.generationId(), now(StepType.LEASED).with("fence", Fence.FIRST));
    }

    /** A question brings a message of its user, another answer only its own, a continued one none. */
    private static String command(Append append) {
        List<Event.MessageCreated> created = append.events().stream()
                .filter(Event.MessageCreated.class::isInstance)
                .map(Event.MessageCreated.class::cast)
                .toList();
        if (created.isEmpty()) {
            return "continue";
        }
        return created.stream().anyMatch(message -> message.role() == Role.USER) ? "send" : "regenerate";
    }

    /** A generation changes its node. */
    void takeOver(String generationId, String from, long fence) {
        add(
                generationId,
                now(StepType.TAKEOVER).with("from", from).with("to", node).with("fence", fence));
    }

    private void end(Event.GenerationEnded ended, Append append) {
        Usage usage = ended.usage();
        Timings timings = ended.timings();
        Note note = append.note();
        add(
                ended.generationId(),
                now(StepType.ENDED)
                        .with("state", ended.state().wire())
                        .with(
                                "finishReason",
                                ended.finishReason() == null
                                        ? null
                                        : ended.finishReason().wire())
                        .with(
                                "code",
                                ended.error() == null
                                        ? null
                                        : ended.error().code().wire())
                        .with("by", note.stop() == null ? null : note.stop().wire())
                        .with("inputTokens", usage == null ? null : usage.inputTokens())
                        .with("outputTokens", usage == null ? null : usage.outputTokens())
                        .with("reasoningTokens", usage == null ? null : usage.reasoningTokens())
                        .with("firstTokenMs", millis(timings.firstToken()))
                        .with("reasoningMs", millis(timings.reasoning()))
                        .with("durationMs", millis(timings.duration())));
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private Step now(StepType type) {
        return Step.of(type, atMillis);
    }

    private void add(String generationId, Step step) {
        rows.add(new StepRows.Row(generationId, step));
    }

    void write(Connection connection) throws SQLException {
        StepRows.insert(connection, node, rows);
    }

    /** The generations that end. */
    List<String> ended() {
        return rows.stream()
                .filter(row -> row.step().type() == StepType.ENDED)
                .map(StepRows.Row::generationId)
                .toList();
    }
}
