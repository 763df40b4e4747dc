package dev.parley.platform;

import org.eclipse.microprofile.config.Config;

/**
 * How much this node takes on at once.
 *
 * @param sockets {@code parley.sockets.max}: beyond, a handshake is answered with 503
 * @param generations {@code parley.generations.max}: beyond, a question is refused with too-many-generations
 */
public record Capacity(int sockets, int generations) {

    private static final int MOST = 1_000_000;

    /** Faulty values become faults of the settings; what is not set has its default. */
    public static Capacity read(Settings settings) {
        return new Capacity(
                settings.wholeNumber("parley.sockets.max", 1, MOST).orElse(10_000),
                settings.wholeNumber("parley.generations.max", 1, MOST).orElse(1_000));
    }

    public static Capacity of(Config config) {
        return read(Settings.of(config));
    }
}
