package dev.parley.provider;

import dev.parley.platform.Capacity;
import dev.parley.platform.Secrets;
import dev.parley.platform.Settings;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.ParleyException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The models that are configured, in their order. Immutable once made. */
@ApplicationScoped
public class Models {

    /** What says that a provider is down or has too much to do; a fallback answers for these, docs/providers.md 7. */
    private static final Set<ErrorCode> DOWN_OR_BUSY = EnumSet.of(
            ErrorCode.CIRCUIT_OPEN,
            ErrorCode.MODEL_UNAVAILABLE,
            ErrorCode.MODEL_UNREACHABLE,
            ErrorCode.MODEL_OVERLOADED,
            ErrorCode.MODEL_TIMEOUT,
            ErrorCode.RATE_LIMITED);

    private final Map<String, ModelSpec> byId = new LinkedHashMap<>();
    private final Config config;
    private final DemoAddress demoAddress;
    private final Circuits circuits;
    private List<ProviderSpec> providers = List.of();
    private String defaultId = "";

    @Inject
    public Models(Config config, DemoAddress demoAddress, Circuits circuits) {
        this.config = config;
        this.demoAddress = demoAddress;
        this.circuits = circuits;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Models() {
        config = null;
        demoAddress = null;
        circuits = null;
    }

    /**
     * Reads the configuration.
     *
     * @throws IllegalStateException with all faults at once
     */
    @PostConstruct
    void read() {
        Settings settings = Settings.of(config);
        Capacity.read(settings);
        ModelConfiguration configuration =
                ModelConfiguration.read(settings, Secrets.of(config)::get, this::demoBaseUrl);
        settings.check();
        configuration.models().forEach(model -> byId.put(model.id(), model));
        providers = configuration.providers();
        defaultId = configuration.defaultModel();
    }

    private URI demoBaseUrl() {
        return demoAddress.baseUrl();
    }

    /**
     * The model of that id, or the default one for null.
     *
     * @throws ParleyException if there is none of that id
     */
    public ModelSpec get(@Nullable String id) {
        ModelSpec model = byId.get(id == null ? defaultId : id);
        if (model == null) {
            throw new ParleyException(ErrorCode.UNKNOWN_MODEL, "no model is configured under this id");
        }
        return model;
    }

    /**
     * Whether the model can be asked yet. A node that starts goes on with answers before it serves, and so before its
     * own demo model does. Blocks for at most two seconds; true for a model that does not exist.
     */
    public boolean isReady(String id) {
        ModelSpec model = byId.get(id);
        return model == null || !model.provider().demo() || demoAddress.isServing();
    }

    /**
     * The model that the operator has declared to answer in place of one that cannot. To be asked as long as nothing
     * has been shown of the answer and it is not a continuation: a text has one author, and a user is told if that is
     * not the model they chose.
     *
     * <p>It is the first in the chain of fallbacks whose own circuit is not open.
     *
     * @param code why the model does not answer
     * @param mayRetry whether the same model is about to be asked again: then only an open circuit is a reason
     * @return empty if the failure says nothing about the provider's health, or if there is nobody to answer instead
     */
    public Optional<ModelSpec> fallbackFor(ModelSpec model, ErrorCode code, boolean mayRetry) {
        if (!DOWN_OR_BUSY.contains(code) || (mayRetry && code != ErrorCode.CIRCUIT_OPEN)) {
            return Optional.empty();
        }
        ModelSpec next = fallbackOf(model);
        while (next != null && circuits.of(number(next.provider())).isOpen()) {
            next = fallbackOf(next);
        }
        return Optional.ofNullable(next);
    }

    private @Nullable ModelSpec fallbackOf(ModelSpec model) {
        return model.fallback() == null ? null : byId.get(model.fallback());
    }

    /** What clients see of all models at this moment, the default one marked. */
    public List<ModelView> views() {
        return byId.values().stream()
                .map(model -> model.view(
                        model.id().equals(defaultId),
                        circuits.of(number(model.provider())).view()))
                .toList();
    }

    /** What the model of that id costs; unknown if there is none any more. */
    public Price price(String id) {
        ModelSpec model = byId.get(id);
        return model == null ? Price.UNKNOWN : model.price();
    }

    /** Whether the demo model is among them. */
    public boolean demo() {
        return providers.stream().anyMatch(ProviderSpec::demo);
    }

    /** The provider's place among all providers, from 0. */
    int number(ProviderSpec provider) {
        return Math.max(0, providers.indexOf(provider));
    }
}
