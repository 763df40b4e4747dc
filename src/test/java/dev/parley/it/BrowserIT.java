package dev.parley.it;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The front end's own end-to-end tests, in a browser, against this server. */
class BrowserIT extends Server {
    private static final long MINUTES = 15;

    @Test
    void theFrontEndWorksInABrowser() throws IOException, InterruptedException {
        BrowserTests.run("", Map.of("BASE_URL", uri("/").toString()), MINUTES);
    }
}
