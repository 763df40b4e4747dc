package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts with passwords and keys, on a server of its own that asks for them: who comes in, and whose things are whose. */
@Timeout(180)
class SignInIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String IDLE_MINUTES = "0.25";
    private static final JsonObject NOTHING = JsonObject.EMPTY_JSON_OBJECT;

    private static LocalServer server;
    private static URI parley;

    @BeforeAll
    static void start() {
        server = new LocalServer("sign-in");
        server.set("parley.sign-in.idle-minutes", IDLE_MINUTES);
        server.start();
        parley = server.uri();
        Member.by(parley, server.setUpToken(), "ada");
    }

    /** Whatever the tests did, no secret is in the log (invariant I9) beside the link that is meant to be there. */
    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            assertThat(server.log()).doesNotContain(Member.PASSWORD).doesNotContainPattern("parley_[A-Za-z0-9_-]{43}");
        }
    }

    private static Member ada() {
        return Member.signedIn(parley, "ada");
    }

    private static Member newMember(String name) {
        String token = ada().ok(201, "POST", "/api/admin/invitations", NOTHING).getString("token");
        return Member.by(parley, token, name);
    }

    private static String unique(String name) {
        return name + UUID.randomUUID().toString().substring(0, 8);
    }

    private static JsonObject json(String name, String value) {
        return Json.createObjectBuilder().add(name, value).build();
    }

    private static JsonObject message(String text) {
        return Json.createObjectBuilder()
                .add("clientMessageId", UUID.randomUUID().toString())
                .add("text", text)
                .build();
    }

    @Test
    void nothingIsOpenWithoutASignInButWhatMustBe() {
        Member stranger = new Member(parley);

        assertThat(stranger.get("/api/sign-in").getString("mode")).isEqualTo("local");
        assertThat(stranger.get("/api/models").containsKey("models")).isTrue();
        for (String path : List.of(
                "/api/session",
                "/api/conversations",
                "/api/conversations/c1/events",
                "/api/search?q=lease",
                "/api/export",
                "/api/account",
                "/api/account/keys",
                "/api/admin/overview",
                "/api/admin/audit/export")) {
            assertThat(stranger.refusal("GET", path, null)).as(path).isEqualTo("401 sign-in-required");
        }
        assertThat(stranger.refusal("POST", "/api/conversations", message("hello")))
                .isEqualTo("401 sign-in-required");
        assertThat(stranger.handshake()).isEqualTo(401);
        assertThat(stranger.cookies.getCookieStore().getCookies()).isEmpty();
    }

    @Test
    void eachReasonHasItsCodeInTheOrderOfTheChecks() {
        Member stranger = new Member(parley);
        String path = "/api/conversations/unknown/events";
        HttpRequest.Builder key = stranger.request("GET", path, null).header("Authorization", "Bearer parley_none");
        assertThat(Member.refusal(stranger.send(key))).isEqualTo("401 token-invalid");
        HttpRequest.Builder cut = stranger.request("GET", path, null).header("Cookie", "parley_sign_in=abc");
        assertThat(Member.refusal(stranger.send(cut))).isEqualTo("401 session-invalid");

        Member bob = newMember(unique("bob"));
        assertThat(bob.refusal("GET", path, null)).isEqualTo("404 conversation-not-found");
        Member again = new Member(parley);
        HttpRequest.Builder copied =
                again.request("GET", path, null).header("Cookie", "parley_sign_in=" + bob.cookie("parley_sign_in"));
        bob.ok(200, "POST", "/api/sign-out", NOTHING);
        assertThat(Member.refusal(again.send(copied))).isEqualTo("401 signed-out");
        // The origin comes before the credentials.
        HttpRequest.Builder foreign = stranger.request("GET", path, null).header("Origin", "https://evil.example");
        assertThat(Member.refusal(stranger.send(foreign))).isEqualTo("403 origin-refused");
    }

    @Test
    void anotherSitesPageGetsNoSocketAndNoCommand() {
        Member ada = ada();

        assertThat(ada.handshake()).isEqualTo(101);
        assertThat(ada.handshake("Origin", "https://evil.example")).isEqualTo(403);
        assertThat(ada.handshake("Origin", "null")).isEqualTo(403);
        assertThat(Member.refusal(ada.send(ada.request("POST", "/api/conversations", message("hello"))
                        .header("Origin", "https://evil.example"))))
                .isEqualTo("403 origin-refused");
        HttpRequest.Builder form = ada.request("POST", "/api/account/delete", null)
                .setHeader("Content-Type", "text/plain")
                .method("POST", HttpRequest.BodyPublishers.ofString("{\"password\":\"" + Member.PASSWORD + "\"}"));
        assertThat(ada.send(form).statusCode()).isEqualTo(415);
    }

    @Test
    void nobodyReachesWhatIsAnothers() {
        Member ada = ada();
        Member bob = newMember(unique("bob"));
        try (Browser.Tab hers = ada.browser().tab();
                Browser.Tab his = bob.browser().tab()) {
            JsonObject ack = hers.ask("/long 20000", "demo-chat");
            String conversation = "/api/conversations/" + ack.getString("conversationId");
            String answer = ack.getString("messageId");
            String generation = ack.getString("generationId");
            JsonObject share = ada.ok(201, "POST", conversation + "/shares", NOTHING);

            List<String> refusals = new ArrayList<>();
            for (String read : List.of("", "/events", "/export", "/shares")) {
                refusals.add(bob.refusal("GET", conversation + read, null));
            }
            refusals.add(bob.refusal("PATCH", conversation, json("title", "mine")));
            refusals.add(bob.refusal("DELETE", conversation, null));
            refusals.add(bob.refusal("POST", conversation + "/restore", NOTHING));
            refusals.add(bob.refusal("POST", conversation + "/messages", message("hello")));
            refusals.add(bob.refusal("POST", conversation + "/shares", NOTHING));
            assertThat(refusals).containsOnly("404 conversation-not-found");
            assertThat(bob.refusal("POST", "/api/messages/" + answer + "/regenerate", NOTHING))
                    .isEqualTo("404 message-not-found");
            assertThat(bob.refusal("POST", "/api/messages/" + answer + "/continue", NOTHING))
                    .isEqualTo("404 message-not-found");
            assertThat(bob.refusal("PUT", "/api/messages/" + answer + "/rating", json("rating", "up")))
                    .isEqualTo("404 message-not-found");
            assertThat(bob.refusal("POST", "/api/generations/" + generation + "/stop", NOTHING))
                    .isEqualTo("404 generation-not-found");
            assertThat(bob.refusal("DELETE", "/api/shares/" + share.getString("id"), null))
                    .isEqualTo("404 share-not-found");
            assertThat(bob.get("/api/conversations").getJsonArray("conversations"))
                    .isEmpty();
            assertThat(bob.get("/api/export").getJsonArray("conversations")).isEmpty();
            JsonObject followed = his.follow(ack.getString("conversationId"));
            assertThat(followed.getString("type")).isEqualTo("error");
            assertThat(followed.getJsonObject("error").getString("code")).isEqualTo("conversation-not-found");
            his.say(Json.createObjectBuilder()
                    .add("type", "stop")
                    .add("ref", "s")
                    .add("generationId", generation));
            assertThat(his.reply("s").getString("type")).isEqualTo("error");
            // Nothing of all that has touched it.
            ada.ok(204, "POST", "/api/generations/" + generation + "/stop", NOTHING);
            assertThat(hers.awaitEnd(answer)).isEqualTo("stopped");
        }
    }

    @Test
    void whatWasPlantedBeforeASignInIsWorthNothingAfterIt() {
        Member bob = new Member(parley);
        String name = unique("bob");
        newMember(name);
        HttpCookie planted = new HttpCookie("parley_sign_in", "a".repeat(64));
        planted.setDomain(parley.getHost());
        planted.setPath("/");
        planted.setVersion(0);
        bob.cookies.getCookieStore().add(parley, planted);

        bob.ok(200, "POST", "/api/sign-in", Member.credentials(name, Member.PASSWORD));

        assertThat(bob.cookie("parley_sign_in")).isNotEqualTo("a".repeat(64)).hasSize(64);
        Member attacker = new Member(parley);
        HttpRequest.Builder with =
                attacker.request("GET", "/api/session", null).header("Cookie", "parley_sign_in=" + "a".repeat(64));
        assertThat(Member.refusal(attacker.send(with))).isEqualTo("401 session-invalid");
    }

    @Test
    void twoWhoShareABrowserOneAfterTheOtherShareNothingElse() {
        String first = unique("first");
        String second = unique("second");
        newMember(first);
        newMember(second);
        Member browser = Member.signedIn(parley, first);
        String mine =
                browser.ok(201, "POST", "/api/conversations", message("mine")).getString("conversationId");
        String httpSession = browser.get("/api/session").getString("session");

        // Without signing out before.
        browser.ok(200, "POST", "/api/sign-in", Member.credentials(second, Member.PASSWORD));

        JsonObject now = browser.get("/api/session");
        assertThat(now.getJsonObject("user").getString("signInName")).isEqualTo(second);
        assertThat(now.getString("session")).isNotEqualTo(httpSession);
        assertThat(browser.refusal("GET", "/api/conversations/" + mine, null)).isEqualTo("404 conversation-not-found");
    }

    @Test
    void anAnswerGoesOnWhenTheSignInExpiresAndTheSameUserResumes() {
        String name = unique("bob");
        Member bob = newMember(name);
        try (Browser.Tab tab = bob.browser().tab()) {
            JsonObject ack = tab.ask("/long 60000", "demo-chat");
            String conversation = ack.getString("conversationId");
            tab.awaitText(ack.getString("messageId"), " ");

            // Nothing is asked by REST meanwhile, so it is not used.
            await().atMost(Duration.ofSeconds(60)).until(() -> tab.closeCode != 0);

            assertThat(tab.closeCode + " " + tab.closeReason).isEqualTo("4401 session-expired");
            assertThat(bob.refusal("GET", "/api/session", null)).isEqualTo("401 session-expired");
            assertThat(bob.handshake()).isEqualTo(401);
            bob.ok(200, "POST", "/api/sign-in", Member.credentials(name, Member.PASSWORD));
            try (Browser.Tab back = bob.browser().tab()) {
                back.follow(conversation);
                assertThat(back.states.get(ack.getString("messageId"))).isIn("streaming", "complete");
                String stop = "/api/generations/" + ack.getString("generationId") + "/stop";
                bob.ok(204, "POST", stop, NOTHING);
                assertThat(back.awaitEnd(ack.getString("messageId"))).isIn("stopped", "complete");
                assertThat(back.text(ack.getString("messageId"))).startsWith(tab.text(ack.getString("messageId")));
            }
        }
    }

    @Test
    void whoIsDisabledIsPutOutAndComesBackWhenEnabled() {
        String name = unique("bob");
        Member bob = newMember(name);
        Member ada = ada();
        String user = "/api/admin/users/"
                + bob.get("/api/session").getJsonObject("user").getString("id");
        try (Browser.Tab tab = bob.browser().tab()) {
            JsonObject disabled =
                    Json.createObjectBuilder().add("disabled", true).build();
            ada.ok(200, "PATCH", user, disabled);

            await().atMost(PATIENCE).until(() -> tab.closeCode != 0);
            assertThat(tab.closeCode + " " + tab.closeReason).isEqualTo("4403 account-disabled");
        }
        assertThat(bob.refusal("GET", "/api/session", null)).isEqualTo("403 account-disabled");
        assertThat(bob.handshake()).isEqualTo(403);

        ada.ok(
                200,
                "PATCH",
                user,
                Json.createObjectBuilder().add("disabled", false).build());

        assertThat(bob.get("/api/session").getJsonObject("user").getString("signInName"))
                .isEqualTo(name);
    }

    @Test
    void keysDoWhatTheirScopesSay() {
        Member bob = newMember(unique("bob"));
        JsonObject wanted = Json.createObjectBuilder()
                .add("name", "reader")
                .add("scopes", Json.createArrayBuilder().add("read"))
                .build();
        JsonObject key = bob.ok(201, "POST", "/api/account/keys", wanted);
        String bearer = "Bearer " + key.getString("secret");
        Member program = new Member(parley);

        assertThat(program.send(program.request("GET", "/api/conversations", null)
                                .header("Authorization", bearer))
                        .statusCode())
                .isEqualTo(200);
        assertThat(Member.refusal(program.send(program.request("POST", "/api/conversations", message("hi"))
                        .header("Authorization", bearer))))
                .isEqualTo("403 not-allowed");
        assertThat(Member.refusal(program.send(
                        program.request("GET", "/api/account", null).header("Authorization", bearer))))
                .isEqualTo("403 not-allowed");
        assertThat(program.handshake("Authorization", bearer)).isEqualTo(403);
        assertThat(bob.get("/api/account/keys").toString()).doesNotContain(key.getString("secret"));
        bob.ok(204, "DELETE", "/api/account/keys/" + key.getString("id"), null);
        assertThat(Member.refusal(program.send(
                        program.request("GET", "/api/conversations", null).header("Authorization", bearer))))
                .isEqualTo("401 token-expired");
    }

    @Test
    void administrationIsForAdmins() {
        String name = unique("bob");
        Member bob = newMember(name);
        for (String path :
                List.of("/api/admin/overview", "/api/admin/users", "/api/admin/invitations", "/api/admin/audit")) {
            assertThat(bob.refusal("GET", path, null)).as(path).isEqualTo("403 not-allowed");
        }
        assertThat(bob.refusal("POST", "/api/admin/invitations", NOTHING)).isEqualTo("403 not-allowed");

        Member ada = ada();
        assertThat(ada.get("/api/admin/overview").getInt("sockets")).isGreaterThanOrEqualTo(0);
        // "ada" may be a part of anybody's random name; this one is nobody else's.
        assertThat(ada.get("/api/admin/users?q=" + name).getJsonArray("users")).hasSize(1);
    }

    /** A container decodes and shortens an address before JAX-RS sees it; whoever checks must not see another one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/%61dmin/overview",
                "/api/admin;a=b/overview",
                "/api;a=b/admin/overview",
                "/api//admin/overview",
                "/api/./admin/overview",
                "/api/shared/../admin/overview",
                "/api/shared/%2e%2e/admin/overview",
                "/api/shared/..;/admin/overview",
                "/api/shared/..%2fadmin/overview"
            })
    void noSpellingOfAnAddressLeadsAroundTheDoor(String path) throws IOException {
        String bob = newMember(unique("bob")).cookie("parley_sign_in");

        for (String cookie : List.of("", "parley_sign_in=" + bob)) {
            String answer = rawGet(path, cookie);
            assertThat(answer).doesNotStartWith("HTTP/1.1 2").doesNotContain("upSince");
        }
    }

    /** As it stands: every client library would tidy the address up. */
    private static String rawGet(String path, String cookie) throws IOException {
        try (Socket socket = new Socket(parley.getHost(), parley.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + parley.getAuthority() + "\r\nCookie: " + cookie
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aResetLinkGivesANewPasswordAndEndsTheRest() {
        String name = unique("bob");
        Member bob = newMember(name);
        String id = bob.get("/api/session").getJsonObject("user").getString("id");
        String token = ada().ok(201, "POST", "/api/admin/users/" + id + "/reset", NOTHING)
                .getString("token");
        JsonObject accepted = Json.createObjectBuilder()
                .add("token", token)
                .add("password", "another three words")
                .build();

        new Member(parley).ok(201, "POST", "/api/invitations/accept", accepted);

        assertThat(bob.refusal("GET", "/api/session", null)).isEqualTo("401 signed-out");
        Member later = new Member(parley);
        assertThat(later.refusal("POST", "/api/sign-in", Member.credentials(name, Member.PASSWORD)))
                .isEqualTo("401 sign-in-failed");
        later.ok(200, "POST", "/api/sign-in", Member.credentials(name, "another three words"));
        assertThat(later.refusal("POST", "/api/invitations/accept", accepted)).isEqualTo("404 invitation-not-found");
    }

    @Test
    void whoGuessesIsHeldBackAndTold() {
        String name = unique("bob");
        newMember(name);
        Member guesser = new Member(parley);
        for (int i = 0; i < 10; i++) {
            assertThat(guesser.refusal("POST", "/api/sign-in", Member.credentials(name, "guess number " + i)))
                    .isEqualTo("401 sign-in-failed");
        }

        var held = guesser.call("POST", "/api/sign-in", Member.credentials(name, Member.PASSWORD));

        assertThat(Member.refusal(held)).isEqualTo("429 too-many-attempts");
        assertThat(held.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 900L);
    }

    @Test
    void everythingThatIsTheirsIsExportedAndThenGone() {
        String name = unique("bob");
        Member bob = newMember(name);
        try (Browser.Tab tab = bob.browser().tab()) {
            JsonObject ack = tab.ask("what is a lease", "demo-chat");
            tab.awaitEnd(ack.getString("messageId"));
            String shared = bob.ok(
                            201, "POST", "/api/conversations/" + ack.getString("conversationId") + "/shares", NOTHING)
                    .getString("token");
            String running = tab.ask("/long 60000", "demo-chat").getString("generationId");

            JsonObject file = bob.get("/api/account/export");
            assertThat(file.getJsonObject("user").getString("signInName")).isEqualTo(name);
            assertThat(file.getJsonArray("conversations")).hasSize(2);
            assertThat(file.getJsonArray("sessions")).hasSize(1);
            assertThat(file.getJsonArray("audit").toString()).contains("share-created");
            assertThat(file.toString()).doesNotContain(bob.cookie("parley_sign_in"));

            assertThat(bob.refusal("POST", "/api/account/delete", json("password", "not the password")))
                    .isEqualTo("401 sign-in-failed");
            bob.ok(204, "POST", "/api/account/delete", json("password", Member.PASSWORD));

            await().atMost(PATIENCE).until(() -> tab.closeCode != 0);
            assertThat(running).isNotEmpty();
            assertThat(new Member(parley).refusal("GET", "/api/shared/" + shared, null))
                    .isEqualTo("404 share-not-found");
        }
        assertThat(new Member(parley).refusal("POST", "/api/sign-in", Member.credentials(name, Member.PASSWORD)))
                .isEqualTo("401 sign-in-failed");
        assertThat(ada().get("/api/admin/users?q=" + name).getJsonArray("users"))
                .isEmpty();
    }

    @Test
    void theLastAdminStays() {
        Member ada = ada();
        String id = ada.get("/api/session").getJsonObject("user").getString("id");

        assertThat(ada.refusal("PATCH", "/api/admin/users/" + id, json("role", "user")))
                .isEqualTo("409 last-admin");
        assertThat(ada.refusal("DELETE", "/api/admin/users/" + id, null)).isEqualTo("409 last-admin");
        assertThat(ada.refusal("POST", "/api/account/delete", json("password", Member.PASSWORD)))
                .isEqualTo("409 last-admin");
    }

    @Test
    void theAuditLogTellsWhoDidWhat() {
        String name = unique("bob");
        Member bob = newMember(name);
        String conversation = "/api/conversations/"
                + bob.ok(201, "POST", "/api/conversations", message("hello")).getString("conversationId");
        bob.call("GET", conversation + "/export", null);
        bob.ok(204, "DELETE", conversation, null);
        bob.call("GET", conversation + "/export", null);
        String id = bob.get("/api/session").getJsonObject("user").getString("id");

        JsonObject log = ada().get("/api/admin/audit?user=" + id);

        assertThat(log.getJsonArray("entries").getValuesAs(JsonObject.class))
                .extracting(entry -> entry.getString("action") + ' ' + entry.getString("outcome"))
                .containsExactly("export refused", "conversation-deleted ok", "export ok", "account-created ok");
        assertThat(log.toString()).doesNotContain("hello");
        String lines = ada().call("GET", "/api/admin/audit/export", null).body();
        assertThat(lines.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(lines).contains(id);
    }
}
