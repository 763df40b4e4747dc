package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The front end's own end-to-end tests, in a browser, against this server. */
class BrowserIT extends Server {
    private static final long MINUTES = 5;

    @Test
    void theFrontEndWorksInABrowser() throws IOException, InterruptedException {
        Path frontend = Path.of(property("it.frontend"));
        assumeTrue(Files.isDirectory(frontend.resolve("e2e")), "there is no frontend/e2e");
        var npm = new ProcessBuilder("npm", "run", "e2e").directory(frontend.toFile());
        npm.environment().put("BASE_URL", uri("/").toString());
        Process process = npm.redirectErrorStream(true).start();
        process.getOutputStream().close();
        List<ProcessHandle> started = new ArrayList<>();
        try {
            // Through System.out: what a child writes to this JVM's own stream is lost in failsafe's protocol.
            var reader = new Thread(() -> process.inputReader().lines().forEach(System.out::println), "npm run e2e");
            reader.start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.descendants().forEach(started::add);
            assertThat(ended).as("ended within %d minutes", MINUTES).isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(process.exitValue()).as("exit code of npm run e2e").isZero();
        } finally {
            started.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
