package dev.parley.protocol;

/**
 * How far a reader has come in a conversation's journal.
 *
 * @param epoch identity of the journal; a cursor of another epoch is void
 * @param after the last sequence number the reader has, 0 for none
 */
public record Cursor(String epoch, long after) {
    public Cursor {
        if (after < 0) {
            throw new IllegalArgumentException("a cursor cannot be before the start");
        }
    }
}
