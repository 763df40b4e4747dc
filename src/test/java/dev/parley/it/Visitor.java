package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A browser that signs in by an OpenID provider, one redirect at a time. */
final class Visitor {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MOST_REDIRECTS = 10;

    private final URI parley;
    private final OpenIdProviderProcess provider;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .connectTimeout(TIMEOUT)
            .build();

    Visitor(URI parley, OpenIdProviderProcess provider) {
        this.parley = parley;
        this.provider = provider;
    }

    HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri));
    }

    HttpResponse<String> session() {
        return get(parley.resolve("/api/session"));
    }

    HttpResponse<String> post(String path) {
        return send(HttpRequest.newBuilder(parley.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks Parley for the way. @return the provider's page */
    URI leave(String returnTo) {
        HttpResponse<String> response = get(parley.resolve("/auth/oidc?return=" + encoded(returnTo)));
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        return location(response);
    }

    /** Signs in there. @return where the provider sends the browser back to */
    URI signInThere(URI page, String user) {
        URI at = page;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            if (at.getPath().equals("/auth/oidc/callback")) {
                return at;
            }
            HttpResponse<String> response = at.getPath().startsWith("/login/")
                    ? send(HttpRequest.newBuilder(at)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString("name=" + user + "&password=" + user)))
                    : get(at);
            assertThat(response.statusCode()).as(response.body()).isBetween(302, 303);
            at = at.resolve(location(response));
        }
        throw new AssertionError("too many redirects");
    }

    /** Comes back with it. @return where on the page the browser ends */
    String comeBack(URI callback) {
        HttpResponse<String> response = get(callback);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        String end = location(response).toString();
        assertThat(end).startsWith(parley.resolve("/").toString());
        return end.substring(parley.resolve("/").toString().length());
    }

    /** The whole way. @return where on the page the browser ends */
    String signIn(String user, String returnTo) {
        return comeBack(signInThere(leave(returnTo), user));
    }

    /** With its cookies, at the page. */
    Browser browser() {
        return new Browser(client, parley);
    }

    boolean isSignedIn() {
        return session().statusCode() == 200;
    }

    String cookieNames() {
        return cookies.getCookieStore().getCookies().stream()
                .map(java.net.HttpCookie::getName)
                .toList()
                .toString();
    }

    /** Another person's browser. */
    Visitor another() {
        return new Visitor(parley, provider);
    }

    static URI location(HttpResponse<String> response) {
        return URI.create(response.headers().firstValue("Location").orElseThrow());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
