package dev.parley.torture;

/**
 * What a proxy does to one direction of one connection, at a byte.
 *
 * @param at the number of bytes that pass before
 * @param millis how long; for DELAY and SLOW the pause after each piece
 * @param size bytes of a piece, for SPLIT and SLOW
 */
record ByteFault(Kind kind, Direction direction, long at, long millis, int size) {

    enum Direction {
        /** From the one who connected. */
        UP,
        DOWN
    }

    enum Kind {
        /** Both sides are closed. */
        FIN,
        /** Both sides are reset. */
        RST,
        /** What comes in this direction is lost; after a while both sides are reset. */
        HALF_OPEN,
        /** Nothing passes in this direction for a while. */
        STALL,
        /** Small pieces with a pause after each, read as slowly, for some kilobytes. */
        SLOW,
        /** A pause after each read, for a number of reads. */
        DELAY,
        /** Tiny pieces, for some kilobytes. */
        SPLIT
    }

    boolean ends() {
        return kind == Kind.FIN || kind == Kind.RST || kind == Kind.HALF_OPEN;
    }
}
