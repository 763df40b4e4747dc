package dev.parley.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded provider streams that lie beside the project; tests that need them say so where they are absent. */
public final class Fixtures {

    private static final Path FOLDER =
            Path.of(System.getProperty("parley.fixtures", "../shared/fixtures")).toAbsolutePath();

    private Fixtures() {}

    public static byte[] read(String name) {
        Path file = FOLDER.resolve(name);
        assumeTrue(Files.isRegularFile(file), () -> "no recorded stream " + name + " (set -Dparley.fixtures=FOLDER)");
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
