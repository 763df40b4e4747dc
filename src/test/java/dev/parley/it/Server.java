package dev.parley.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The server under test with the WAR that Maven built, as a browser sees it. An integration test extends this class.
 * A test that runs inside the server does not: it declares a deployment of its own, {@link #war()} with its classes.
 */
@ExtendWith(ArquillianExtension.class)
public abstract class Server {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    // HTTP/1.1: the upgrade to HTTP/2 that the client offers by default hangs on Open Liberty for a static page.
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    @Deployment(testable = false)
    public static WebArchive application() {
        return war();
    }

    /** The WAR as built: nothing is added, nothing is left out. */
    public static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "parley.war")
                .importFrom(new File(property("it.war")))
                .as(WebArchive.class);
    }

    /** Which server this is: payara-micro, openliberty or wildfly. */
    protected static String name() {
        return property("it.server");
    }

    /** An address on the server, {@code /} being the application's root. */
    protected static URI uri(String path) {
        return URI.create("http://localhost:" + property("it.http.port") + path);
    }

    /** The same for a WebSocket. */
    protected static URI socketUri(String path) {
        return URI.create("ws://localhost:" + property("it.http.port") + path);
    }

    protected static HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    protected static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    protected static HttpClient client() {
        return CLIENT;
    }

    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: run integration tests by Maven");
        }
        return value;
    }
}
