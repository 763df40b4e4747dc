package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of {@code java -jar parley.jar} sees. */
class UberJarIT {
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    @TempDir
    Path directory;

    @BeforeAll
    static void onceOnly() {
        assumeTrue("payara-micro".equals(Server.property("it.server")), "the jar is Payara Micro: tested there only");
    }

    @Test
    void servesThePageAndSaysWhere() throws Exception {
        int port = freePort();
        Process parley = start("--address", "127.0.0.1", "--port", "" + port);
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            output().contains("Parley is ready: http://localhost:" + port + "/") || !parley.isAlive());
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"));
            var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(output()).isEqualTo(200);
        } finally {
            parley.destroy();
            assertThat(parley.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void namesAPortThatIsInUseInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            Process parley = start("--port", "" + port);

            assertThat(parley.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(parley.exitValue()).isEqualTo(1);
            assertThat(output().lines())
                    .singleElement()
                    .asString()
                    .contains("Port " + port + " is in use")
                    .contains("--port ");
        }
    }

    @Test
    void saysLastWhyItCannotUseItsDatabase() throws Exception {
        Files.writeString(directory.resolve("data"), "no folder");
        Process parley = start("--address", "127.0.0.1", "--port", "" + freePort());

        assertThat(parley.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(parley.exitValue()).isEqualTo(1);
        assertThat(output().lines().reduce((one, next) -> next).orElse(""))
                .startsWith("Parley did not start. Parley cannot use its database jdbc:h2:async:")
                .contains("choose another one by parley.data.directory");
        assertThat(output()).doesNotContain("\tat ");
    }

    @Test
    void explainsItself() throws Exception {
        Process parley = start("--help");

        assertThat(parley.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(parley.exitValue()).isZero();
        assertThat(output()).contains("--port").contains("--address");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-jar", Server.property("it.uberjar")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    private Path log() {
        return directory.resolve("output.txt");
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
