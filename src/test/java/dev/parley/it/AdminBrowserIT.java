package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happened to an answer, and everything that an administrator looks at and does, in a browser. */
class AdminBrowserIT {
    private static final long MINUTES = 10;

    @Test
    void anOperatorDoesEverythingOnThePage() throws IOException, InterruptedException {
        // The page is the same everywhere; SignInIT and TracesIT show each server's side.
        assumeTrue("payara-micro".equals(Server.name()), "in a browser on Payara Micro only");
        try (LocalServer server = new LocalServer("admin-browser")) {
            server.set("parley.demo.pace", "0.05");
            server.set("parley.registration", "open");
            server.start();
            BrowserTests.run(
                    "admin", Map.of("BASE_URL", server.uri().toString(), "SETUP_TOKEN", server.setUpToken()), MINUTES);
            assertThat(server.log()).contains("FINE dev.parley.chat.ChatDoor");
        }
    }
}
