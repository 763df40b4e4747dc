package dev.parley.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server with the WAR, in a process of its own, on a port of 127.0.0.1 that it keeps. It can be killed and comes back
 * with the same data.
 */
public final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Below the ports that connections get, or a client could meet itself while the server is down. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 8_000;

    private final String server;
    private final Path directory;
    private final int port;
    private final HttpClient http;
    private final List<String> settings = new ArrayList<>();
    private List<String> prefix = List.of();
    private Process process;

    public ServerProcess(String server, Path directory, HttpClient http) {
        this.server = server;
        this.directory = directory;
        this.http = http;
        this.port = freePort();
        settings.addAll(Arrays.asList(System.getProperty("it.jvm.required").split("\\s+")));
        set("parley.data.directory", directory.resolve("data").toString());
        try {
            delete(directory);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public Path log() {
        return directory.resolve("server.log");
    }

    private static int freePort() {
        int first = (int) (ProcessHandle.current().pid() % PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (first + i * 7) % PORTS;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** Configures what it is started with from now on. */
    public void set(String key, String value) {
        settings.add("-D" + key + '=' + value);
    }

    /** Has it run by another command, such as {@code taskset -c 0}. */
    public void runBy(List<String> command) {
        prefix = List.copyOf(command);
    }

    /** An option of its JVM, from now on. */
    public void option(String option) {
        settings.add(option);
    }

    /** The JVM, which a script may have started. */
    public synchronized ProcessHandle jvm() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(process.toHandle());
    }

    /** Starts it and waits until it answers. */
    public synchronized void start() {
        try {
            ProcessBuilder builder = command();
            builder.command().addAll(0, prefix);
            builder.environment()
                    .put("PARLEY_DATA_DIRECTORY", directory.resolve("data").toString());
            builder.directory(directory.toFile()).redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    private ProcessBuilder command() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return switch (server) {
            case "payara-micro" -> {
                List<String> command = new ArrayList<>(List.of(java));
                command.addAll(settings);
                command.addAll(List.of("-jar", System.getProperty("it.uberjar")));
                command.addAll(List.of("--address", "127.0.0.1", "--port", Integer.toString(port)));
                yield new ProcessBuilder(command);
            }
            case "openliberty" -> liberty();
            case "wildfly" -> wildfly();
            default -> throw new IllegalStateException("no such server: " + server);
        };
    }

    /** As server-config/openliberty/start, without Maven. */
    private ProcessBuilder liberty() throws IOException {
        Path home = Path.of(System.getProperty("it.server.home"));
        Path base = directory.resolve("usr/servers/parley");
        if (!Files.exists(base)) {
            Files.createDirectories(base.resolve("dropins"));
            Path config = Path.of(System.getProperty("it.server.config"));
            for (String file : List.of("server.xml", "bootstrap.properties", "jvm.options")) {
                Files.copy(config.resolve(file), base.resolve(file));
            }
            Files.writeString(
                    base.resolve("bootstrap.properties"),
                    "http.host=127.0.0.1\nhttp.port=" + port + '\n',
                    StandardOpenOption.APPEND);
            Files.copy(Path.of(System.getProperty("it.war")), base.resolve("dropins/parley.war"));
        }
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/server").toString(), "run", "parley");
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "WLP_USER_DIR",
                        directory.resolve("usr").toString(),
                        "JVM_ARGS",
                        String.join(" ", settings)));
        return builder;
    }

    /** As server-config/wildfly/start, without Maven. */
    private ProcessBuilder wildfly() throws IOException {
        Path home = Path.of(System.getProperty("it.server.home"));
        Path base = directory.resolve("standalone");
        if (!Files.exists(base)) {
            copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
            copy(home.resolve("standalone/lib"), base.resolve("lib"));
            Files.createDirectories(base.resolve("deployments"));
            Files.copy(Path.of(System.getProperty("it.war")), base.resolve("deployments/parley.war"));
        }
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin/standalone.sh").toString(),
                "-c",
                "standalone-microprofile.xml",
                "-Djboss.server.base.dir=" + base,
                "-b",
                "127.0.0.1",
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=0",
                "-Djboss.management.http.port=0");
        builder.environment()
                .putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", String.join(" ", settings)));
        return builder;
    }

    private void awaitAnswer() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until && process.isAlive()) {
            try {
                HttpRequest request = HttpRequest.newBuilder(uri("/api/models"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
                if (http.send(request, BodyHandlers.ofString()).statusCode() == 200) {
                    return;
                }
                Thread.sleep(200);
            } catch (IOException e) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(server + " does not answer; see " + log());
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** kill -9, of the script's JVM too. */
    public synchronized void kill() {
        if (process == null) {
            return;
        }
        // The JVM first: a script that sees it die ends, and then it has no children to be found any more.
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
            for (ProcessHandle child : children) {
                child.onExit().orTimeout(20, TimeUnit.SECONDS).join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As an operator stops it: it ends what it has begun. */
    public synchronized void stop() {
        jvm().destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(server + " does not stop; see " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
