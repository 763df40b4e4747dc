package dev.parley.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Open registration with terms, and every limit that a member meets, in a browser. */
class MembersBrowserIT {
    private static final long MINUTES = 12;

    @Test
    void whoeverComesIsToldTheLimitsInABrowser() throws IOException, InterruptedException {
        // The page is the same everywhere; SignInIT shows each server's side.
        assumeTrue("payara-micro".equals(Server.name()), "in a browser on Payara Micro only");
        try (LocalServer server = new LocalServer("members-browser");
                Operator operator = new Operator(server)) {
            server.set("parley.demo.pace", "0.05");
            server.set("parley.registration", "open");
            server.set("parley.terms.version", "1");
            server.set("parley.terms.url", "https://example.org/terms");
            server.set("parley.text.max-chars", "400");
            server.set("parley.user.messages-per-minute", "3");
            server.set("parley.user.sockets", "2");
            server.set("parley.quota.user.day-tokens", "500");
            server.start();
            BrowserTests.run(
                    "members",
                    Map.of(
                            "BASE_URL",
                            server.uri().toString(),
                            "SETUP_TOKEN",
                            server.setUpToken(),
                            "OPERATOR_URL",
                            operator.uri().toString()),
                    MINUTES);
        }
    }
}
