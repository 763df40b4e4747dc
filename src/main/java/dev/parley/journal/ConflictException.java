package dev.parley.journal;

import java.io.Serial;

/** Something else was written first. Nothing was written; look again and decide anew. */
public class ConflictException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ConflictException(String conversationId) {
        super("conversation " + conversationId + " has changed meanwhile");
    }
}
