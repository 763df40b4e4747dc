package dev.parley.it;

import static org.awaitility.Awaitility.await;

import dev.parley.support.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of its own, empty, that keeps accounts with passwords; the demo model answers. */
final class LocalServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LINK = Pattern.compile("#/welcome/([0-9a-f]{64})");

    private final ServerProcess process;

    /** @param name of its directory */
    LocalServer(String name) {
        Path directory = Path.of(Server.property("it.server.base")).resolveSibling(name + '-' + Server.name());
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        process = new ServerProcess(Server.name(), directory, http);
        process.set("parley.auth", "local");
        process.set("parley.demo.enabled", "true");
        process.set("parley.demo.pace", "0.2");
    }

    void set(String key, String value) {
        process.set(key, value);
    }

    void start() {
        process.start();
    }

    /** Stops it, and starts it with what it has been set to since. */
    void restart() {
        process.stop();
        process.start();
    }

    URI uri() {
        return process.uri("/");
    }

    /** What stands in the link for the first admin, as an operator finds it in the log. */
    String setUpToken() {
        return await().atMost(PATIENCE)
                .until(() -> linkIn(log()), Optional::isPresent)
                .orElseThrow();
    }

    static Optional<String> linkIn(String log) {
        Matcher link = LINK.matcher(log);
        return link.find() ? Optional.of(link.group(1)) : Optional.empty();
    }

    String log() {
        try {
            return new String(Files.readAllBytes(process.log()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
