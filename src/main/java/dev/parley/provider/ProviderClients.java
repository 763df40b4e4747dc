package dev.parley.provider;

import dev.parley.platform.Pace;
import dev.parley.platform.VirtualThreads;
import dev.parley.protocol.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** The MicroProfile REST clients, one for each provider and address. Thread-safe. */
@ApplicationScoped
public class ProviderClients {

    private static final int FIRST_JDK_WITH_INTERRUPTIBLE_READS = 24;

    /** Fewer events than this in a second are read as they come. */
    private static final int FEW_PER_SECOND = 6_000;

    /** There is hardly anything between: a pause that is shorter than what lies between two events only costs. */
    private static final int MANY_PER_SECOND = 6_500;

    private static final Duration LONGEST_GATHERING = Duration.ofMillis(60);

    private final Pace pace = new Pace(FEW_PER_SECOND, MANY_PER_SECOND, LONGEST_GATHERING);
    private final Map<String, Object> clients = new ConcurrentHashMap<>();
    /**
     * Sends the request and waits for the response's headers. Any status is returned, none is thrown.
     *
     * @param traceparent the place in the answer's trace that the provider is asked from
     * @throws jakarta.ws.rs.ProcessingException if no response came; interrupting the thread gives up
     */
    public Response call(ModelSpec model, Map<String, Object> body, String traceparent) {
        ProviderSpec provider = model.provider();
        String key = provider.apiKey().get();
        if (!ApiKeys.isUsable(key)) {
            throw ProviderException.of(
                    ErrorCode.MODEL_MISCONFIGURED, "the API key of " + provider.id() + ' ' + ApiKeys.FAULT, null);
        }
        String authorization = key.isEmpty() ? null : "Bearer " + key;
        if (provider.kind() == ProviderSpec.Kind.OPENAI) {
            return client(provider, OpenAiApi.class).completions(authorization, traceparent, body);
        }
        DashScopeApi api = client(provider, DashScopeApi.class);
        String bearer = authorization == null ? "" : authorization;
        return model.path() == ModelSpec.Path.TEXT
                ? api.text(bearer, "enable", traceparent, body)
                : api.multimodal(bearer, "enable", traceparent, body);
    }

    /** How often an answer is read, by how much all providers send. */
    Pace pace() {
        return pace;
    }

    private static boolean usesServerEngine(ProviderSpec provider) {
        return switch (provider.engine()) {
            case AUTO -> VirtualThreads.available(FIRST_JDK_WITH_INTERRUPTIBLE_READS);
            case SERVER -> true;
            case JDK -> false;
        };
    }

    private <T> T client(ProviderSpec provider, Class<T> api) {
        URI baseUrl = provider.baseUrl().get();
        return api.cast(clients.computeIfAbsent(provider.id() + ' ' + baseUrl, key -> build(provider, baseUrl, api)));
    }

    private Object build(ProviderSpec provider, URI baseUrl, Class<?> api) {
        ProviderSpec.Timeouts timeouts = provider.timeouts();
        long read = timeouts.firstEvent().plus(timeouts.betweenEvents()).toMillis();
        RestClientBuilder builder = RestClientBuilder.newBuilder()
                .baseUri(baseUrl)
                .connectTimeout(timeouts.connect().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(read, TimeUnit.MILLISECONDS)
                .property("microprofile.rest.client.disable.default.mapper", true)
                .property("resteasy.connectionPoolSize", 1_000);
        builder.register(new TraceparentGuard.Before(), Integer.MIN_VALUE);
        builder.register(new TraceparentGuard.After(), Integer.MAX_VALUE - 1);
        if (!usesServerEngine(provider)) {
            // It ends the chain of filters: so it is the last one.
            builder.register(new InterruptibleExchange(timeouts.connect()), Integer.MAX_VALUE);
        }
        return builder.build(api);
    }
}
