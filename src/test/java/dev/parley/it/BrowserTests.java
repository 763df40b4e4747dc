package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the front end's own end-to-end tests, in a browser. */
final class BrowserTests {

    private BrowserTests() {}

    /**
     * Fails if one of them fails, or they take longer.
     *
     * @param suite which of them, or empty for those that any server serves
     */
    static void run(String suite, Map<String, String> environment, long minutes)
            throws IOException, InterruptedException {
        Path frontend = Path.of(Server.property("it.frontend"));
        assumeTrue(Files.isDirectory(frontend.resolve("e2e")), "there is no frontend/e2e");
        List<String> command = new ArrayList<>(List.of("npm", "run", "e2e"));
        if (!suite.isEmpty()) {
            command.addAll(List.of("--", suite));
        }
        var npm = new ProcessBuilder(command).directory(frontend.toFile());
        npm.environment().putAll(environment);
        Process process = npm.redirectErrorStream(true).start();
        process.getOutputStream().close();
        List<ProcessHandle> started = new ArrayList<>();
        try {
            // Through System.out: what a child writes to this JVM's own stream is lost in failsafe's protocol.
            var reader = new Thread(() -> process.inputReader().lines().forEach(System.out::println), "npm run e2e");
            reader.start();
            boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
            process.descendants().forEach(started::add);
            assertThat(ended).as("ended within %d minutes", minutes).isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(process.exitValue()).as("exit code of npm run e2e").isZero();
        } finally {
            started.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
