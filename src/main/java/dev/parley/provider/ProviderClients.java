package dev.parley.provider;

import dev.parley.platform.Threads;
import dev.parley.platform.VirtualThreads;
import dev.parley.protocol.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** The MicroProfile REST clients, one for each provider and address. Thread-safe. */
@ApplicationScoped
public class ProviderClients {

    private static final int FIRST_JDK_WITH_INTERRUPTIBLE_READS = 24;

    private final Map<String, Object> clients = new ConcurrentHashMap<>();
    private final Threads threads;

    @Inject
    public ProviderClients(Threads threads) {
        this.threads = threads;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ProviderClients() {
        threads = null;
    }

    /**
     * Sends the request and waits for the response's headers. Any status is returned, none is thrown.
     *
     * @throws jakarta.ws.rs.ProcessingException if no response came; interrupting the thread gives up
     */
    public Response call(ModelSpec model, Map<String, Object> body) {
        ProviderSpec provider = model.provider();
        String key = provider.apiKey().get();
        if (!ApiKeys.isUsable(key)) {
            throw ProviderException.of(
                    ErrorCode.MODEL_MISCONFIGURED, "the API key of " + provider.id() + ' ' + ApiKeys.FAULT, null);
        }
        String authorization = key.isEmpty() ? null : "Bearer " + key;
        if (provider.kind() == ProviderSpec.Kind.OPENAI) {
            return client(provider, OpenAiApi.class).completions(authorization, body);
        }
        DashScopeApi api = client(provider, DashScopeApi.class);
        String bearer = authorization == null ? "" : authorization;
        return model.path() == ModelSpec.Path.TEXT
                ? api.text(bearer, "enable", body)
                : api.multimodal(bearer, "enable", body);
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
        if (!usesServerEngine(provider)) {
            builder.register(new InterruptibleExchange(timeouts.connect(), threads.blocking()));
        }
        return builder.build(api);
    }
}
