package dev.parley.bench;

import dev.parley.support.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server that is measured, in a process of its own: the shipped WAR, the journal as durable as shipped. */
final class UnderTest implements AutoCloseable {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+(\\d+)\\s+(\\d+)");

    private final ServerProcess server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    UnderTest(String name, Path directory, String providerUrl, List<String> pinning, List<String> options) {
        server = new ServerProcess(name, directory, http);
        server.runBy(pinning);
        options.forEach(server::option);
        server.set("parley.auth", "open");
        server.set("parley.providers", "bench");
        server.set("parley.provider.bench.base-url", providerUrl);
        server.set("parley.provider.bench.models", "bench");
        // One machine plays all users.
        for (String limit :
                List.of("user.sockets", "address.sockets", "user.generations", "user.messages-per-minute")) {
            server.set("parley." + limit, "0");
        }
        server.set("parley.address.messages-per-minute", "0");
        server.set("parley.sockets.max", "20000");
        server.set("parley.generations.max", "4000");
    }

    void start() {
        server.start();
    }

    URI chat() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/chat");
    }

    /** The cookie of a new guest. */
    String guest() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/session"))
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return response.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }

    /** Processor time of the whole process so far. */
    Duration cpu() {
        return server.jvm().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Bytes of live objects, after a full collection. */
    long liveHeap() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(server.jvm().pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text;
        try (InputStream output = process.getInputStream()) {
            text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new IllegalStateException("jcmd tells no total: " + text.substring(0, Math.min(300, text.length())));
        }
        return Long.parseLong(total.group(2));
    }

    long pid() {
        return server.jvm().pid();
    }

    @Override
    public void close() {
        server.close();
    }
}
