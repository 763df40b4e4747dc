package dev.parley.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From the set-up link to the administration page, in a browser. */
class SignInBrowserIT {
    private static final long MINUTES = 10;

    @Test
    void accountsWorkInABrowser() throws IOException, InterruptedException {
        // The page is the same everywhere; SignInIT shows each server's side.
        assumeTrue("payara-micro".equals(Server.name()), "in a browser on Payara Micro only");
        try (LocalServer server = new LocalServer("sign-in-browser")) {
            server.start();
            BrowserTests.run(
                    "signin", Map.of("BASE_URL", server.uri().toString(), "SETUP_TOKEN", server.setUpToken()), MINUTES);
        }
    }
}
