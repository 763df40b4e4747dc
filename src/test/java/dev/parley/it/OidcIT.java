package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.support.ServerProcess;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-in by a real OpenID provider, on a server of its own that is configured for it. */
class OidcIT {

    private static final int ACCESS_SECONDS = 2;
    /** Shorter than an access token lives. */
    private static final Duration BATCH = Duration.ofMillis(1_500);

    private static final long BROWSER_MINUTES = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FAILED = "#/sign-in?error=sign-in-failed";

    private static ServerProcess server;
    private static OpenIdProviderProcess provider;
    private static URI parley;

    private final Visitor visitor = new Visitor(parley, provider);

    @BeforeAll
    static void start() throws IOException {
        Path directory = Path.of(Server.property("it.server.base")).resolveSibling("oidc-" + Server.name());
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        server = new ServerProcess(Server.name(), directory, http);
        parley = server.uri("/");
        provider = new OpenIdProviderProcess(directory, parley, ACCESS_SECONDS);
        server.set("parley.demo.enabled", "true");
        server.set("parley.demo.pace", "0.1");
        server.set("parley.auth", "oidc");
        server.set("parley.public-url", parley.toString());
        server.set("parley.oidc.issuer", provider.issuer());
        server.set("parley.oidc.client-id", OpenIdProviderProcess.CLIENT);
        // In a file: WildFly's script prints the properties that it is started with.
        Path secret = Files.writeString(directory.resolve("client-secret"), OpenIdProviderProcess.SECRET + '\n');
        server.set("parley.oidc.client-secret.file", secret.toString());
        server.set("parley.oidc.label", "Example");
        server.set("parley.oidc.admin-claim", "groups");
        server.set("parley.oidc.admin-value", "parley-admins");
        server.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @AfterEach
    void mend() {
        provider.control("up");
        provider.control("tamper");
    }

    @Test
    void peopleSignInByItInABrowser() throws IOException, InterruptedException {
        assumeTrue("payara-micro".equals(Server.name()), "in a browser on Payara Micro only");
        BrowserTests.run(
                "oidc", Map.of("BASE_URL", parley.toString(), "OIDC_ISSUER", provider.issuer()), BROWSER_MINUTES);
    }

    @Test
    void thePageLearnsTheWayIn() {
        JsonObject ways =
                Browser.json(visitor.get(parley.resolve("/api/sign-in")).body());

        assertThat(ways.getString("mode")).isEqualTo("oidc");
        assertThat(ways.getJsonObject("oidc").getString("label")).isEqualTo("Example");
        assertThat(ways.getJsonObject("oidc").getString("url")).isEqualTo("auth/oidc");
    }

    @Test
    void signsInWithWhatTheProviderSays() {
        assertThat(visitor.session().statusCode()).isEqualTo(401);

        assertThat(visitor.signIn("ada", "#/c/1")).isEqualTo("#/c/1");

        JsonObject user = user(visitor);
        assertThat(user.getString("name")).isEqualTo("Ada Lovelace");
        assertThat(user.getString("role")).isEqualTo("admin");
        assertThat(user.getString("email")).isEqualTo("ada@example.org");
        assertThat(user.getBoolean("guest")).isFalse();
    }

    @Test
    void whoComesAgainIsTheSameAndNobodyElse() {
        Visitor again = visitor.another();
        Visitor other = visitor.another();

        visitor.signIn("ada", "");
        again.signIn("ada", "");
        other.signIn("bob", "");

        assertThat(user(again).getString("id")).isEqualTo(user(visitor).getString("id"));
        assertThat(user(other).getString("id")).isNotEqualTo(user(visitor).getString("id"));
        assertThat(user(other).getString("role")).isEqualTo("user");
    }

    @Test
    void theSocketOpensWithTheCookieAndAnswers() {
        visitor.signIn("bob", "");

        try (Browser.Tab tab = visitor.browser().tab()) {
            JsonObject ack = tab.ask("hello", "demo-chat");
            assertThat(tab.awaitEnd(ack.getString("messageId"))).isEqualTo("complete");
        }
    }

    @Test
    void anUnconfirmedEMailAddressDoesNotComeIn() {
        assertThat(visitor.signIn("eve", "")).isEqualTo("#/sign-in?error=email-not-verified");
        assertThat(visitor.isSignedIn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "#/c/1\r\nSet-Cookie: a=b",
                "javascript:alert(1)",
                "@evil.example",
                ".evil.example"
            })
    void endsOnThePageWhateverTheLinkWants(String wanted) {
        assertThat(visitor.signIn("bob", wanted)).isEmpty();
    }

    @Test
    void oneRequestOfManyRefreshes() {
        visitor.signIn("bob", "");
        String before = user(visitor).getString("id");

        await().atMost(PATIENCE.multipliedBy(4)).until(() -> {
            int asked = provider.asked("/token");
            long began = System.nanoTime();
            assertThat(eightAtOnce()).containsOnly(200);
            boolean quick = System.nanoTime() - began < BATCH.toNanos();
            int refreshes = provider.asked("/token") - asked;
            // Those that take as long as a token lives may rightly refresh twice.
            if (!quick || refreshes == 0) {
                return false;
            }
            assertThat(refreshes).isEqualTo(1);
            return true;
        });

        assertThat(user(visitor).getString("id")).isEqualTo(before);
    }

    private List<Integer> eightAtOnce() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> requests =
                    Collections.nCopies(8, () -> visitor.session().statusCode());
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(requests)) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRefreshTellsWhatHasChanged() {
        visitor.signIn("zoe", "");
        assertThat(user(visitor).getString("role")).isEqualTo("user");

        provider.control(
                "change?user=zoe&claims=" + Visitor.encoded("{\"name\":\"Zoe Other\",\"groups\":[\"parley-admins\"]}"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(user(visitor).getString("name")).isEqualTo("Zoe Other"));
        assertThat(user(visitor).getString("role")).isEqualTo("admin");
    }

    @Test
    void aRefusedRefreshEndsTheSignInAndItsSocket() {
        visitor.signIn("bob", "");
        try (Browser.Tab tab = visitor.browser().tab()) {
            provider.control("revoke?user=bob");

            await().atMost(PATIENCE).until(() -> visitor.session().statusCode() == 401);
            assertThat(code(visitor.session())).isEqualTo("session-expired");
            await().atMost(PATIENCE).until(() -> tab.closeCode == 4401);
        }
        assertThat(visitor.signIn("bob", "#/c/2")).isEqualTo("#/c/2");
    }

    @Test
    void aProviderThatIsAwayForAWhileKeepsNobodyOut() {
        visitor.signIn("bob", "");
        int before = provider.asked("/token");
        provider.control("down");

        await().atMost(PATIENCE).until(() -> {
            assertThat(visitor.isSignedIn()).isTrue();
            return provider.asked("/token") > before;
        });
        assertThat(visitor.isSignedIn()).isTrue();

        provider.control("up");
        int asked = provider.asked("/token");
        await().atMost(PATIENCE).until(() -> visitor.isSignedIn() && provider.asked("/token") > asked);
        assertThat(visitor.isSignedIn()).isTrue();
    }

    @Test
    void signsOutAtTheProviderToo() {
        visitor.signIn("bob", "");

        JsonObject answer = Browser.json(visitor.post("/api/sign-out").body());

        URI redirect = URI.create(answer.getString("redirect"));
        assertThat(redirect.toString()).startsWith(provider.issuer());
        assertThat(redirect.getQuery()).contains("id_token_hint=ey").contains("post_logout_redirect_uri=" + parley);
        HttpResponse<String> there = visitor.get(redirect);
        assertThat(there.statusCode()).as(there.body()).isEqualTo(200);
        assertThat(there.body()).contains("op.logoutForm").doesNotContain("error");
        assertThat(visitor.session().statusCode()).isEqualTo(401);
    }

    @Test
    void theBrowserMayComeBackToAnotherNode() {
        URI callback = visitor.signInThere(visitor.leave("#/c/3"), "bob");

        server.kill();
        server.start();

        assertThat(visitor.comeBack(callback)).isEqualTo("#/c/3");
        assertThat(visitor.isSignedIn()).isTrue();
    }

    @Test
    void twoTabsSignInAtOnce() {
        URI first = visitor.leave("#/c/1");
        URI second = visitor.leave("#/c/2");

        assertThat(visitor.comeBack(visitor.signInThere(first, "bob"))).isEqualTo("#/c/1");
        assertThat(visitor.comeBack(visitor.signInThere(second, "bob"))).isEqualTo("#/c/2");
    }

    @Test
    void aCallbackThatNobodyAskedForIsRefused() {
        refused("another browser's", visitor.signInThere(visitor.leave(""), "bob"), visitor.another());
        refused("nobody's", parley.resolve("/auth/oidc/callback?code=abc&state=evil"), visitor);
        refused("empty", parley.resolve("/auth/oidc/callback"), visitor);
    }

    @Test
    void aCallbackCountsOnce() {
        URI callback = visitor.signInThere(visitor.leave(""), "bob");
        visitor.comeBack(callback);

        Visitor replaying = visitor.another();
        refused("by another browser", callback, replaying);
        assertThat(visitor.comeBack(callback)).isEqualTo(FAILED);
    }

    @Test
    void aChangedCallbackIsRefused() {
        for (String change : List.of(
                "state=[^&]*|state=another",
                "code=[^&]*|",
                "code=[^&]*|code=abc",
                "iss=[^&]*|iss=https%3A%2F%2Fevil.example",
                "&iss=[^&]*|",
                "code=[^&]*|error=access_denied",
                "\\?.*|?%FF%00=%25")) {
            Visitor one = visitor.another();
            String[] parts = change.split("\\|", 2);
            String callback = one.signInThere(one.leave(""), "bob").toString();
            refused(change, URI.create(callback.replaceFirst(parts[0], parts[1])), one);
        }
    }

    @Test
    void aCodeForAnotherClientIsRefused() {
        URI page = URI.create(visitor.leave("").toString().replace("client_id=parley", "client_id=another"));

        refused("another client's", visitor.signInThere(page, "bob"), visitor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature", "none", "issuer", "audience", "nonce", "expired", "secret"})
    void aFalseIdTokenIsRefused(String kind) {
        provider.control("tamper?kind=" + kind);

        refused(kind, visitor.signInThere(visitor.leave(""), "bob"), visitor);
    }

    @Test
    void aFalseIdTokenAtARefreshEndsTheSignIn() {
        visitor.signIn("bob", "");
        provider.control("tamper?kind=subject");

        await().atMost(PATIENCE).until(() -> visitor.session().statusCode() == 401);
        assertThat(code(visitor.session())).isEqualTo("session-expired");
    }

    @Test
    void whatIsRefusedIsLoggedOnceWithATraceAndNoTokenIsEverLogged() throws IOException {
        long before = refusals();

        refused("nobody's", parley.resolve("/auth/oidc/callback?code=secret-code-77&state=evil"), visitor);
        visitor.signIn("bob", "");

        assertThat(refusals()).isEqualTo(before + 1);
        assertThat(logged())
                .doesNotContain("secret-code-77")
                .doesNotContain(OpenIdProviderProcess.SECRET)
                .doesNotContain("eyJ");
    }

    private static long refusals() throws IOException {
        return logged().lines()
                .filter(line -> line.matches(".*a sign-in by OpenID ended with .*\\[trace=[0-9a-f]{32}.*"))
                .count();
    }

    /** Open Liberty writes only warnings to its output. */
    private static String logged() throws IOException {
        StringBuilder all = new StringBuilder(Files.readString(server.log()));
        Path messages = server.log().resolveSibling("usr/servers/parley/logs");
        if (Files.isDirectory(messages)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(messages, "messages*.log")) {
                for (Path file : files) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }

    private static void refused(String what, URI callback, Visitor visitor) {
        assertThat(visitor.comeBack(callback)).as(what).isEqualTo(FAILED);
        assertThat(visitor.isSignedIn()).as(what).isFalse();
        assertThat(visitor.cookieNames()).as(what).doesNotContain("parley_sign_in");
    }

    private static JsonObject user(Visitor visitor) {
        HttpResponse<String> response = visitor.session();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Browser.json(response.body()).getJsonObject("user");
    }

    private static String code(HttpResponse<String> response) {
        return Browser.json(response.body()).getJsonObject("error").getString("code");
    }
}
