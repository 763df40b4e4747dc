package dev.parley.platform;

import org.eclipse.microprofile.config.Config;

/**
 * How much this node takes on at once.
 *
 * @param sockets {@code parley.sockets.max}: beyond, a handshake is answered with 503
 * @param generations {@code parley.generations.max}: beyond, a question is refused with too-many-generations
 * @param socketsPerUser {@code parley.user.sockets}: sockets, and as many event streams; zero for no limit
 * @param socketsPerAddress {@code parley.address.sockets}: the same
 * @param generationsPerUser {@code parley.user.generations}: zero for no limit
 */
public record Capacity(
        int sockets, int generations, int socketsPerUser, int socketsPerAddress, int generationsPerUser) {

    /** Takes on nothing, and limits nobody. */
    public static final Capacity NONE = new Capacity(0, 0, 0, 0, 0);

    private static final int MOST = 1_000_000;

    /** Faulty values become faults of the settings; what is not set has its default. */
    public static Capacity read(Settings settings) {
        return new Capacity(
                settings.wholeNumber("parley.sockets.max", 1, MOST).orElse(10_000),
                settings.wholeNumber("parley.generations.max", 1, MOST).orElse(1_000),
                settings.wholeNumber("parley.user.sockets", 0, MOST).orElse(50),
                settings.wholeNumber("parley.address.sockets", 0, MOST).orElse(200),
                settings.wholeNumber("parley.user.generations", 0, MOST).orElse(4));
    }

    public static Capacity of(Config config) {
        return read(Settings.of(config));
    }
}
