package dev.parley.platform;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where an OpenTelemetry collector takes what this node tells, by OTLP over HTTP.
 *
 * @param url its base, such as {@code http://collector:4318}, without a slash at the end; empty for none
 * @param headers asked before each request, so that a rotated token is used at once; never logged
 * @param interval between two reports of metrics
 */
public record OtlpSettings(Optional<URI> url, Supplier<Map<String, String>> headers, Duration interval) {

    private static final String URL = "parley.otlp.url";
    private static final String HEADERS = "parley.otlp.headers";
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Pattern HEADER = Pattern.compile("\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*=([^\\r\\n]*)");

    /** Faulty values become faults of the settings. */
    public static OtlpSettings read(Settings settings, Secrets secrets) {
        settings.secret(HEADERS).ifPresent(text -> check(settings, text));
        return new OtlpSettings(
                settings.parsed(URL, "an address such as http://collector:4318", OtlpSettings::url),
                () -> headers(secrets.get(HEADERS)),
                settings.millis("parley.otlp.metrics-interval-ms").orElse(INTERVAL));
    }

    private static URI url(String text) {
        URI url = URI.create(text.replaceAll("/+$", ""));
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getQuery() != null || url.getUserInfo() != null) {
            throw new IllegalArgumentException();
        }
        return url;
    }

    private static void check(Settings settings, String text) {
        try {
            headers(text);
        } catch (IllegalArgumentException e) {
            settings.fault(HEADERS, "must be name=value, several with a comma between them");
        }
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : text.isEmpty() ? new String[0] : text.split(",")) {
            var parts = HEADER.matcher(header);
            if (!parts.matches()) {
                throw new IllegalArgumentException();
            }
            headers.put(parts.group(1), parts.group(2).strip());
        }
        return headers;
    }

    /** Where one of the signals goes: {@code v1/metrics}, {@code v1/traces}. */
    public Optional<URI> endpoint(String path) {
        return url.map(base -> URI.create(base + "/" + path));
    }

    @Override
    public String toString() {
        return "OtlpSettings[" + url + ']';
    }
}
