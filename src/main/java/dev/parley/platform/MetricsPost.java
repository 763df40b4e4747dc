package dev.parley.platform;

import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings metrics to a collector. One that is away costs a line in the log, and another when it is back: counters go on
 * counting, so that nothing is lost but the points in between. For one thread at a time.
 */
final class MetricsPost implements OtlpMetricsSender {

    static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    static final int READ_TIMEOUT_MILLIS = 5_000;

    private static final Logger LOG = Logger.getLogger(MetricsPost.class.getName());

    private final URI endpoint;
    private final Supplier<Map<String, String>> headers;
    private boolean failing;

    MetricsPost(URI endpoint, Supplier<Map<String, String>> headers) {
        this.endpoint = endpoint;
        this.headers = headers;
    }

    @Override
    public void send(Request request) {
        String failure = post(request.getMetricsData());
        if (failure != null && !failing) {
            LOG.log(
                    Level.WARNING,
                    "metrics cannot be sent to {0}: {1}; this is said once until they can",
                    new Object[] {endpoint, failure});
        } else if (failure == null && failing) {
            LOG.log(Level.INFO, "metrics are sent to {0} again", endpoint);
        }
        failing = failure != null;
    }

    /** What went wrong, or null. */
    private @Nullable String post(byte[] metrics) {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) endpoint.toURL().openConnection();
            connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
            connection.setReadTimeout(READ_TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/x-protobuf");
            headers.get().forEach(connection::setRequestProperty);
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(metrics.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(metrics);
            }
            int status = connection.getResponseCode();
            return status / 100 == 2 ? null : "HTTP " + status;
        } catch (IOException | RuntimeException e) {
            return e.toString();
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }
}
