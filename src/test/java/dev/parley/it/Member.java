package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Somebody with a browser of their own, signed in or not, at a server that asks who it is. */
final class Member {

    static final String PASSWORD = "three words are enough";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    final CookieManager cookies = new CookieManager();
    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(TIMEOUT)
            .build();

    Member(URI base) {
        this.base = base;
    }

    /** An account made by a link. */
    static Member by(URI base, String token, String name) {
        Member member = new Member(base);
        member.ok(
                201,
                "POST",
                "/api/invitations/accept",
                Json.createObjectBuilder()
                        .add("token", token)
                        .add("name", name)
                        .add("password", PASSWORD)
                        .build());
        return member;
    }

    /** The same account at another browser. */
    static Member signedIn(URI base, String name) {
        Member member = new Member(base);
        member.ok(200, "POST", "/api/sign-in", credentials(name, PASSWORD));
        return member;
    }

    static JsonObject credentials(String name, String password) {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("password", password)
                .build();
    }

    HttpRequest.Builder request(String method, String path, JsonObject body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
        return body == null
                ? request.method(method, BodyPublishers.noBody())
                : request.header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body.toString()));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> call(String method, String path, JsonObject body) {
        return send(request(method, path, body));
    }

    JsonObject ok(int status, String method, String path, JsonObject body) {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(status);
        return response.body().isEmpty() ? JsonObject.EMPTY_JSON_OBJECT : Browser.json(response.body());
    }

    JsonObject get(String path) {
        return ok(200, "GET", path, null);
    }

    /** The status and code with which it is refused. */
    static String refusal(HttpResponse<String> response) {
        String body = response.body();
        return response.statusCode()
                + (body.startsWith("{\"error\"")
                        ? ' ' + Browser.json(body).getJsonObject("error").getString("code")
                        : "");
    }

    String refusal(String method, String path, JsonObject body) {
        return refusal(call(method, path, body));
    }

    Browser browser() {
        return new Browser(client, base);
    }

    /** The status with which a handshake is refused, 101 if it is not. */
    int handshake(String... headers) {
        WebSocket.Builder builder =
                client.newWebSocketBuilder().connectTimeout(TIMEOUT).subprotocols("parley.v1");
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        URI chat = URI.create(base.toString().replaceFirst("^http", "ws")).resolve("/chat");
        try {
            builder.buildAsync(chat, new WebSocket.Listener() {}).join().abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }
}
