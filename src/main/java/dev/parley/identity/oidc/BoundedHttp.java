package dev.parley.identity.oidc;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP to the provider with bounds: on the time to connect and to answer, and on the length of what comes back. */
final class BoundedHttp implements HTTPRequestSender, ResourceRetriever {

    private static final int MOST_BYTES = 1 << 20;

    /** For all of an answer, however it trickles. */
    private static final Duration WHOLE = Duration.ofSeconds(20);

    private final int connectMillis;
    private final int readMillis;

    BoundedHttp(Duration connect, Duration read) {
        connectMillis = (int) connect.toMillis();
        readMillis = (int) read.toMillis();
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpURLConnection connection =
                open(request.getURL(), request.getMethod().name());
        for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet()) {
            header.getValue().forEach(value -> connection.addRequestProperty(header.getKey(), value));
        }
        String body = request.getBody();
        if (body != null && !body.isEmpty()) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(bytes.length);
            try (var out = connection.getOutputStream()) {
                out.write(bytes);
            }
        }
        HTTPResponse response = new HTTPResponse(status(connection));
        for (String name : List.of("Content-Type", "WWW-Authenticate")) {
            String value = connection.getHeaderField(name);
            if (value != null) {
                response.setHeader(name, value);
            }
        }
        response.setBody(body(connection));
        return response;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        HttpURLConnection connection = open(url, "GET");
        int status = status(connection);
        String body = body(connection);
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("status " + status);
        }
        return new Resource(body, connection.getContentType());
    }

    private HttpURLConnection open(URL url, String method) throws IOException {
        if (!(url.openConnection() instanceof HttpURLConnection connection)) {
            throw new IOException("no HTTP address");
        }
        connection.setRequestMethod(method);
        connection.setConnectTimeout(connectMillis);
        connection.setReadTimeout(readMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json");
        return connection;
    }

    private static int status(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("no HTTP answer");
        }
        return status;
    }

    private static @Nullable String body(HttpURLConnection connection) throws IOException {
        try (InputStream in =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (in == null) {
                return null;
            }
            return new String(all(in), StandardCharsets.UTF_8);
        } catch (IOException e) {
            connection.disconnect();
            throw e;
        }
    }

    private static byte[] all(InputStream in) throws IOException {
        long until = System.nanoTime() + WHOLE.toNanos();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8_192];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
            all.write(some, 0, n);
            if (all.size() > MOST_BYTES) {
                throw new IOException("more than " + MOST_BYTES + " bytes");
            }
            if (System.nanoTime() > until) {
                throw new IOException("no end after " + WHOLE);
            }
        }
        return all.toByteArray();
    }
}
