package dev.parley.journal;

/**
 * A generation's fencing number: an append that carries an old one is refused, so a run that has lost its generation
 * cannot write any more.
 */
public record Fence(String generationId, long number) {}
