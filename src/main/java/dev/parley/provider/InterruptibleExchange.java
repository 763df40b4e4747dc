package dev.parley.provider;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Carries a REST client's request by the JDK's own HTTP client, which gives up when its thread is interrupted.
 *
 * <p>The servers' HTTP engines cannot be interrupted on a platform thread, neither before the headers nor between two
 * reads; on virtual threads they can, and then this filter is not used. See docs/adr/0003. Thread-safe.
 */
final class InterruptibleExchange implements ClientRequestFilter, ClientResponseFilter {

    private static final String BODY = InterruptibleExchange.class.getName();
    private static final Set<String> SET_BY_CLIENT =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    private final HttpClient client;
    private final Jsonb jsonb = JsonbBuilder.create();

    /** Nothing here blocks or takes long, so the client's own thread does it all: handing on costs more. */
    InterruptibleExchange(Duration connectTimeout) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public void filter(ClientRequestContext request) throws IOException {
        HttpResponse<InputStream> answer = exchange(request(request));
        request.setProperty(BODY, answer.body());
        Response.ResponseBuilder response = Response.status(answer.statusCode());
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            // The length is that of the entity, which the filter below sets.
            if (!SET_BY_CLIENT.contains(header.getKey().toLowerCase(Locale.ROOT))
                    && !header.getKey().startsWith(":")) {
                header.getValue().forEach(value -> response.header(header.getKey(), value));
            }
        }
        request.abortWith(response.build());
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) {
        if (request.getProperty(BODY) instanceof InputStream body) {
            response.setEntityStream(body);
        }
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
        try {
            return client.send(request, info -> new InterruptibleBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted before the response's headers").initCause(e);
        }
    }

    private HttpRequest request(ClientRequestContext request) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(request.getUri()).method(request.getMethod(), body(request.getEntity()));
        request.getStringHeaders().forEach((name, values) -> {
            if (!SET_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        if (request.getMediaType() != null && !request.getStringHeaders().containsKey("Content-Type")) {
            builder.header("Content-Type", request.getMediaType().toString());
        }
        return builder.build();
    }

    private HttpRequest.BodyPublisher body(Object entity) {
        return HttpRequest.BodyPublishers.ofByteArray(jsonb.toJson(entity).getBytes(StandardCharsets.UTF_8));
    }
}
