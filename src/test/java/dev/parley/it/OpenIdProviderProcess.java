package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** frontend/e2e/openid-provider.mjs: a real OpenID provider in a process of its own, which ends with this one. */
final class OpenIdProviderProcess implements AutoCloseable {

    static final String CLIENT = "parley";
    static final String SECRET = "test-secret-of-parley-0123456789";

    private static final Duration START = Duration.ofSeconds(60);

    private final int port = NodeProcess.freePort();
    private final Path log;
    private final Process process;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** @param accessSeconds so long an access token counts */
    OpenIdProviderProcess(Path directory, URI parley, int accessSeconds) throws IOException {
        log = Files.createDirectories(directory).resolve("openid-provider.log");
        // Its standard input is a pipe that we hold: it ends with us, however we end.
        process = new ProcessBuilder(
                        "node",
                        "e2e/openid-provider.mjs",
                        "--port",
                        Integer.toString(port),
                        "--access-seconds",
                        Integer.toString(accessSeconds),
                        "--redirect-uris",
                        parley.resolve("/auth/oidc/callback").toString(),
                        "--post-logout-uris",
                        parley.resolve("/").toString())
                .directory(Path.of(Server.property("it.frontend")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(START).until(() -> log().contains("ready ") || !process.isAlive());
        assertThat(process.isAlive()).as(log()).isTrue();
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + port;
    }

    /** What an administrator of the provider, or an accident, would do: see the script. */
    void control(String what) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/test/" + what))
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.noBody())
                .build();
        assertThat(send(request).statusCode()).isEqualTo(204);
    }

    /** How often an endpoint was asked. */
    int asked(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/test/counts"))
                .timeout(Duration.ofSeconds(10))
                .build();
        JsonObject counts = Browser.json(send(request).body());
        return counts.getInt(path, 0);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
