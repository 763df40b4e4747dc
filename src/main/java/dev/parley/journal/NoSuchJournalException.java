package dev.parley.journal;

import java.io.Serial;

/** There is no conversation of this id, or not any more. */
public class NoSuchJournalException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NoSuchJournalException(String conversationId) {
        super("no conversation " + conversationId);
    }
}
