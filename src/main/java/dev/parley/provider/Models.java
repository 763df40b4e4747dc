package dev.parley.provider;

import dev.parley.platform.Capacity;
import dev.parley.platform.Settings;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.ParleyException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The models that are configured, in their order. Immutable once made. */
@ApplicationScoped
public class Models {

    private final Map<String, ModelSpec> byId = new LinkedHashMap<>();
    private final Config config;
    private final DemoAddress demoAddress;
    private List<ProviderSpec> providers = List.of();
    private String defaultId = "";

    @Inject
    public Models(Config config, DemoAddress demoAddress) {
        this.config = config;
        this.demoAddress = demoAddress;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Models() {
        config = null;
        demoAddress = null;
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
        ModelConfiguration configuration = ModelConfiguration.read(
                settings, key -> config.getOptionalValue(key, String.class).orElse(""), this::demoBaseUrl);
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

    /** What clients see of all models, the default one marked. */
    public List<ModelView> views() {
        return byId.values().stream()
                .map(model -> model.view(model.id().equals(defaultId)))
                .toList();
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
