package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that cannot be mistaken, everywhere where secrets go, and a provider that quotes its key in an error: none of them
 * is in what is logged at any level, in an answer or in the name of a thread. A key that is replaced in its file is used at once.
 */
@Timeout(900)
class SecretsIT {

    private static final String FIRST_KEY = "sk-Geheim-eins-4711";
    private static final String SECOND_KEY = "sk-Geheim-zwei-4712";
    private static final String PASSWORD = "Geheim-drei-4713";
    private static final String HEADER = "Geheim-vier-4714";
    private static final String MARK = "Geheim";

    private static final int MOST_WASHES = 10;

    @TempDir
    Path directory;

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    /** Refuses every key, and says which one. */
    private HttpServer provider() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            seen.add(key);
            exchange.getRequestBody().readAllBytes();
            byte[] body = Json.createObjectBuilder()
                    .add(
                            "error",
                            Json.createObjectBuilder()
                                    .add("message", "Incorrect API key provided: " + key)
                                    .add("code", "invalid_api_key"))
                    .build()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void noSecretIsEverShown() throws Exception {
        assumeTrue("payara-micro".equals(Server.property("it.server")), "the jar is Payara Micro: tested there only");
        HttpServer provider = provider();
        Path key = Files.writeString(directory.resolve("key"), FIRST_KEY + '\n');
        Path logging = Files.writeString(
                directory.resolve("logging.properties"),
                "handlers=java.util.logging.ConsoleHandler\n.level=INFO\ndev.parley.level=ALL\n"
                        + "java.util.logging.ConsoleHandler.level=ALL\n"
                        + "java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter\n");
        NodeProcess node = new NodeProcess(
                directory.resolve("node"),
                NodeProcess.freePort(),
                List.of(
                        "-Dparley.auth=open",
                        "-Dparley.database.url=jdbc:h2:file:" + directory.resolve("data"),
                        "-Dparley.database.user=sa",
                        "-Dparley.database.password=" + PASSWORD,
                        "-Dparley.providers=leaky",
                        "-Dparley.provider.leaky.base-url=http://127.0.0.1:"
                                + provider.getAddress().getPort() + "/v1",
                        "-Dparley.provider.leaky.api-key.file=" + key,
                        "-Dparley.provider.leaky.models=leaky"),
                List.of("--logproperties", logging.toString()));
        List<String> shown = new ArrayList<>();
        try {
            node.start();
            node.awaitReady();
            Browser browser = new Browser(node.uri());
            shown.add(failure(browser));
            Files.writeString(key, SECOND_KEY + '\n');
            shown.add(failure(browser));
            for (String path : List.of("/api/session", "/api/models", "/api/conversations", "/api/export", "/nope")) {
                HttpRequest.Builder request = HttpRequest.newBuilder(browser.uri(path))
                        .header("Authorization", "Bearer " + HEADER)
                        .header("X-Forwarded-For", HEADER)
                        .header("Last-Event-ID", HEADER);
                shown.add(browser.send(request, BodyHandlers.ofString()).body());
            }
            shown.add(node.threads());
            shown.add(node.log());

            assertThat(seen).contains("Bearer " + FIRST_KEY, "Bearer " + SECOND_KEY);
            assertThat(node.log()).contains("leaky");
            assertThat(shown).allSatisfy(text -> assertThat(text).isNotEmpty().doesNotContain(MARK));
        } finally {
            node.kill();
            provider.stop(0);
        }
    }

    /**
     * Accounts, sign-ins, keys, answers and errors, by a provider that takes the key (the demo model's address). What was used
     * once is gone afterwards: nobody who gets hold of the heap finds a password, a sign-in or a key of Parley's own. The
     * server's buffers hold the last requests until the next ones take them, so others follow before each look.
     */
    @Test
    void whatWasUsedOnceIsNotInTheHeap() throws Exception {
        assumeTrue("payara-micro".equals(Server.property("it.server")), "the jar is Payara Micro: tested there only");
        int port = NodeProcess.freePort();
        Path key = Files.writeString(directory.resolve("key"), FIRST_KEY + '\n');
        NodeProcess node = new NodeProcess(
                directory.resolve("node"),
                port,
                List.of(
                        "-Xmx512m",
                        "-Dparley.auth=local",
                        "-Dparley.data.directory=" + directory.resolve("data"),
                        "-Dparley.demo.enabled=true",
                        "-Dparley.demo.pace=0",
                        "-Dparley.providers=own",
                        "-Dparley.provider.own.base-url=http://127.0.0.1:" + port + "/demo/v1",
                        "-Dparley.provider.own.api-key.file=" + key,
                        "-Dparley.provider.own.models=demo-chat",
                        "-Dparley.model.own.demo-chat.id=own-chat"));
        try {
            node.start();
            node.awaitReady();
            Map<String, String> secrets = lifeOf(node);
            List<String> left;
            int washes = 0;
            do {
                new Wash(node.uri()).run();
                left = places(secrets, node.heap(directory.resolve("heap.hprof")));
                washes++;
            } while (!left.isEmpty() && washes < MOST_WASHES);
            assertThat(left).isEmpty();
            assertThat(node.log())
                    .doesNotContain(FIRST_KEY)
                    .doesNotContain(secrets.values().toArray(String[]::new));
        } finally {
            node.kill();
        }
    }

    private static List<String> places(Map<String, String> secrets, HeapDump heap) throws IOException {
        List<String> places = new ArrayList<>();
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            heap.placesOf(secret.getValue()).forEach(place -> places.add(secret.getKey() + ": " + place));
        }
        return places;
    }

    /** @return what nobody needs any more, by what it was */
    private Map<String, String> lifeOf(NodeProcess node) {
        Map<String, String> secrets = new LinkedHashMap<>();
        List<String> shown = new ArrayList<>();
        Member ada = Member.by(node.uri(), node.setUpToken(), "ada");
        secrets.put("the password", Member.PASSWORD);
        secrets.put("the first sign-in", ada.cookie("parley_sign_in"));
        String wrong = "Geheim-wrong-horse-4716";
        shown.add(ada.call("POST", "/api/sign-in", Member.credentials("ada", wrong))
                .body());
        secrets.put("a wrong password", wrong);
        Member again = Member.signedIn(node.uri(), "ada");
        secrets.put("the second sign-in", again.cookie("parley_sign_in"));
        JsonObject made = again.ok(201, "POST", "/api/account/keys", key("program"));
        secrets.put("the API key", made.getString("secret"));
        try (Browser.Tab tab = again.browser().tab()) {
            for (String question : List.of("hello", "/fault 401 | hello", "/fault cut sticky | hello")) {
                tab.awaitEnd(tab.ask(question, "own-chat").getString("messageId"));
            }
        }
        shown.add(program(node, made.getString("secret")));
        for (String path : List.of("/api/session", "/api/account", "/api/export", "/api/admin/overview", "/nope")) {
            shown.add(again.call("GET", path, null).body());
        }
        // Both: Payara's SessionTracker, a listener in an HTTP session, holds the response that the session began with.
        // If that
        // is used again for a socket's handshake, it holds the request with its cookie until the session ends.
        for (Member member : List.of(again, ada)) {
            member.ok(200, "POST", "/api/sign-out", JsonObject.EMPTY_JSON_OBJECT);
        }
        shown.add(node.log());
        assertThat(shown).allSatisfy(text -> assertThat(text)
                .doesNotContain(FIRST_KEY)
                .doesNotContain(secrets.values().toArray(String[]::new)));
        return secrets;
    }

    /** What a program gets that shows the key. */
    private static String program(NodeProcess node, String key) {
        Member program = new Member(node.uri());
        HttpResponse<String> response = program.send(
                program.request("GET", "/api/conversations", null).header("Authorization", "Bearer " + key));
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static JsonObject key(String name) {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("scopes", Json.createArrayBuilder().add("read").add("chat"))
                .build();
    }

    /** What a user is told when the provider refuses the key. */
    private static String failure(Browser browser) {
        try (Browser.Tab tab = browser.tab()) {
            var ack = tab.ask("hello", "leaky");
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("failed");
            return browser.get("/api/conversations/" + ack.getString("conversationId"))
                    .body();
        }
    }
}
