package dev.parley.provider;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A model provider as it is configured.
 *
 * @param baseUrl with its prefix, such as {@code …/api/v1}; asked at each call, because the demo model's is known only
 *     once the server has answered a request
 * @param apiKey asked at each call, so that a rotated key is used at once; empty for none. Never logged
 * @param dashScope whether it is Alibaba's, in either dialect
 * @param demo whether it is the built-in demo model
 * @param finishRequired false for the few providers that never send a finish reason
 * @param engine which HTTP engine carries its requests
 */
public record ProviderSpec(
        String id,
        Kind kind,
        Supplier<URI> baseUrl,
        Supplier<String> apiKey,
        boolean dashScope,
        boolean demo,
        boolean finishRequired,
        Engine engine,
        Timeouts timeouts) {

    /** Which HTTP engine carries the requests. */
    public enum Engine {
        /** The server's where its reads can be interrupted (JDK 24 and later), else the JDK's. */
        AUTO,
        /** The server's own, below the REST client. On an older JDK a stop is seen at the provider's next byte only. */
        SERVER,
        /** The JDK's. */
        JDK
    }

    /** The two interfaces that are spoken. */
    public enum Kind {
        DASHSCOPE,
        OPENAI;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How long is waited. Comments in the stream do not count as progress.
     *
     * @param connect for the connection
     * @param firstEvent from the request to the first event with data, queueing and thinking included
     * @param betweenEvents from one event with data to the next
     * @param total for the whole answer
     */
    public record Timeouts(Duration connect, Duration firstEvent, Duration betweenEvents, Duration total) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(10), Duration.ofSeconds(90), Duration.ofSeconds(60), Duration.ofSeconds(600));
    }

    @Override
    public String toString() {
        return "provider " + id;
    }
}
