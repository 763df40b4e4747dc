package dev.parley.conversation;

import dev.parley.generation.Generations;
import dev.parley.journal.Append;
import dev.parley.journal.Journal;
import dev.parley.journal.Note;
import dev.parley.journal.StaleFenceException;
import dev.parley.platform.StorageException;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Snapshot;
import dev.parley.trace.StopCause;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends answers that are being written, whichever node writes them. Thread-safe; blocks. */
final class Stops {

    private final Journal journal;
    private final Generations generations;

    Stops(Journal journal, Generations generations) {
        this.journal = journal;
        this.generations = generations;
    }

    /** Here by its run; elsewhere by taking it from its owner, whose next append is refused. */
    void stop(String conversationId, String messageId, String generationId, StopCause cause) {
        Optional<CompletionStage<Void>> here = generations.stop(generationId, cause);
        if (here.isPresent()) {
            await(here.get());
            return;
        }
        Event.GenerationEnded end =
                new Event.GenerationEnded(generationId, messageId, MessageState.STOPPED, null, null, null);
        try {
            journal.appendAndWait(Append.ending(conversationId, end).noting(Note.stopping(cause)), Decisions.PATIENCE);
        } catch (StaleFenceException e) {
            // It has ended by itself meanwhile.
        }
    }

    private static void await(CompletionStage<Void> ended) {
        try {
            ended.toCompletableFuture().get(Decisions.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("interrupted while an answer was being stopped", true, e);
        } catch (TimeoutException e) {
            throw new StorageException("the end of an answer could not be written", true, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer could not be stopped", e);
        }
    }

    /** The conversation without an answer that is being written. */
    Snapshot stopped(Snapshot snapshot, StopCause cause) {
        boolean any = false;
        for (MessageView message : snapshot.messages()) {
            if (!message.state().terminal() && message.generationId() != null) {
                stop(snapshot.conversation().id(), message.id(), message.generationId(), cause);
                any = true;
            }
        }
        return any ? current(journal, snapshot.conversation().id()) : snapshot;
    }

    static Snapshot current(Journal journal, String conversationId) {
        return journal.current(conversationId)
                .orElseThrow(() -> new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "no journal"));
    }
}
