package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The uber-jar in a process of its own, on one port of 127.0.0.1, its log in a file; started as often as needed. */
final class NodeProcess {

    private static final Duration START = Duration.ofSeconds(300);
    private static final long STOP_SECONDS = 60;

    private final Path directory;
    private final int port;
    private final List<String> settings;
    private final List<String> arguments;
    private Process process;

    NodeProcess(Path directory, int port, List<String> settings) throws IOException {
        this(directory, port, settings, List.of());
    }

    /** @param arguments what the uber-jar is told besides its port */
    NodeProcess(Path directory, int port, List<String> settings, List<String> arguments) throws IOException {
        this.arguments = List.copyOf(arguments);
        this.directory = Files.createDirectories(directory);
        this.port = port;
        this.settings = List.copyOf(settings);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with an empty log; does not wait. */
    void start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Server.property("it.jvm.quick"));
        command.addAll(settings);
        command.addAll(List.of("-jar", Server.property("it.uberjar")));
        command.addAll(List.of("--address", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(file().toFile())
                .start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    void awaitReady() {
        await().atMost(START).until(() -> log().contains("Parley is ready") || !process.isAlive());
        assertThat(process.isAlive()).as(log()).isTrue();
    }

    private Path file() {
        return directory.resolve("log.txt");
    }

    String log() {
        try {
            return Files.readString(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands in the link for the first admin. */
    String setUpToken() {
        await().atMost(START).until(() -> LocalServer.linkIn(log()).isPresent());
        return LocalServer.linkIn(log()).orElseThrow();
    }

    /** What its threads are called and what they do. */
    String threads() throws IOException, InterruptedException {
        return jcmd("Thread.print");
    }

    /** What lives in its heap after a full collection, written to a file that is made anew. */
    HeapDump heap(Path file) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        jcmd("GC.heap_dump", file.toString());
        return new HeapDump(file);
    }

    private String jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        all.add(Long.toString(process.pid()));
        all.addAll(List.of(command));
        Process asked = new ProcessBuilder(all).redirectErrorStream(true).start();
        String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(asked.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.exitValue()).as(text).isZero();
        return text;
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    /** SIGTERM, and the wait for its end. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
    }

    /** kill -9. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
