package dev.parley.provider;

/** Text that a provider sends piece by piece or, cumulatively, whole with every event. Not thread-safe. */
final class Growing {

    private final boolean cumulative;
    private String sofar = "";

    Growing(boolean cumulative) {
        this.cumulative = cumulative;
    }

    /** Whether a cumulative piece contradicts what came before; an empty one does not. */
    boolean rewrites(String piece) {
        return cumulative && !piece.isEmpty() && !piece.startsWith(sofar);
    }

    /** What the piece adds. */
    String fresh(String piece) {
        if (!cumulative || piece.isEmpty()) {
            return piece;
        }
        String fresh = piece.substring(sofar.length());
        sofar = piece;
        return fresh;
    }

    void clear() {
        sofar = "";
    }
}
