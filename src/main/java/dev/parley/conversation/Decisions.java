package dev.parley.conversation;

import dev.parley.journal.ConflictException;
import dev.parley.journal.NoSuchJournalException;
import dev.parley.platform.StorageException;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import java.time.Duration;
import java.util.function.Supplier;

/** How commands meet the database: what it does is translated here, once, into what users are told. */
final class Decisions {

    /** So long a command waits for its commit. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MOST_ROUNDS = 20;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Decisions() {}

    static <T> T stored(Supplier<T> work) {
        try {
            return work.get();
        } catch (NoSuchJournalException e) {
            throw new ParleyException(ErrorCode.CONVERSATION_NOT_FOUND, "deleted meanwhile", null, e);
        } catch (StorageException e) {
            if (!e.passing()) {
                throw e;
            }
            throw e.isLate()
                    ? new ParleyException(ErrorCode.SERVER_OVERLOADED, "commits are late", RETRY_AFTER, e)
                    : new ParleyException(ErrorCode.STORAGE_UNAVAILABLE, "the database is away", RETRY_AFTER, e);
        }
    }

    /** Decides and writes, anew if something else was written in between. */
    static <T> T decide(Supplier<T> decision) {
        return stored(() -> {
            for (int round = 1; ; round++) {
                try {
                    return decision.get();
                } catch (ConflictException e) {
                    if (round == MOST_ROUNDS) {
                        throw new ParleyException(
                                ErrorCode.STORAGE_UNAVAILABLE, "the conversation does not hold still", RETRY_AFTER, e);
                    }
                }
            }
        });
    }
}
