package dev.parley.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Seeded conversations through a bad network, to a bad provider, on a server that dies (docs/torture.md). */
class TortureIT {

    @Test
    void whatIsShownIsWhatTheModelSaid() throws InterruptedException {
        String server = property("it.server");
        Path directory = Path.of(property("it.torture.directory"));

        assertThat(new Suite(TortureOptions.fromSystem(), server, directory).run())
                .as("seeds that failed")
                .isEmpty();
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: run integration tests by Maven");
        }
        return value;
    }
}
