package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        npm.environment().put("CI", "true");
        Process process = npm.inheritIO()
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES))
                    .as("ended within %d minutes", MINUTES)
                    .isTrue();
            assertThat(process.exitValue()).as("exit code of npm run e2e").isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static java.io.File nothing() throws IOException {
        return Files.createTempFile("parley-", ".in").toFile();
    }
}
