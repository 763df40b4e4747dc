package dev.parley.journal;

/**
 * A generation's fencing number: an append that carries an old one is refused, so a run that has lost its generation
 * cannot write any more.
 */
public record Fence(String generationId, long number) {

    /** What a generation starts with. */
    public static final long FIRST = 1;

    public static Fence first(String generationId) {
        return new Fence(generationId, FIRST);
    }

    /** What it becomes when somebody takes it over. */
    public Fence next() {
        return new Fence(generationId, number + 1);
    }
}
