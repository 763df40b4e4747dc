package dev.parley.provider;

import dev.parley.platform.Settings;
import dev.parley.protocol.SendOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The models and providers that the configuration names. All keys are described in docs/configuration.md.
 *
 * @param defaultModel the id of the model that answers when none is chosen
 */
record ModelConfiguration(List<ProviderSpec> providers, List<ModelSpec> models, String defaultModel) {

    /** The key that alone is enough, for Qwen on DashScope. */
    static final String KEY = "llm.api.key";

    static final String QWEN = "qwen";
    static final String DEMO = "demo";
    static final String DEMO_ENABLED = "parley.demo.enabled";

    private static final String DASHSCOPE_URL = "https://dashscope.aliyuncs.com/api/v1";
    private static final List<String> QWEN_MODELS = List.of("qwen-plus", "qwen-max", "qwen-flash");

    /**
     * @param secrets asked for keys at each call, so that rotated ones are used at once
     * @param demoBaseUrl where the demo model is served
     */
    static ModelConfiguration read(Settings settings, UnaryOperator<String> secrets, Supplier<URI> demoBaseUrl) {
        return new Reader(settings, secrets, demoBaseUrl).read();
    }

    /** Whether the demo model is served: unless it is switched on or off, only as long as there is no provider. */
    static boolean demoEnabled(Settings settings) {
        return settings.flag(DEMO_ENABLED)
                .orElseGet(() -> !settings.hasSecret(KEY)
                        && settings.names("parley.providers").isEmpty());
    }

    private record Reader(
            Settings settings,
            UnaryOperator<String> secrets,
            Supplier<URI> demoBaseUrl,
            List<ProviderSpec> providers,
            List<ModelSpec> models) {

        Reader(Settings settings, UnaryOperator<String> secrets, Supplier<URI> demoBaseUrl) {
            this(settings, secrets, demoBaseUrl, new ArrayList<>(), new ArrayList<>());
        }

        ModelConfiguration read() {
            boolean named = !settings.names("parley.providers").isEmpty();
            if (settings.hasSecret(KEY)) {
                qwen();
            }
            settings.names("parley.providers").forEach(this::provider);
            if (demoEnabled(settings)) {
                settings.number("parley.demo.pace", 0, 1_000);
                url(DemoAddress.KEY);
                demo();
            } else if (!settings.hasSecret(KEY) && !named) {
                settings.fault(
                        KEY,
                        "is missing: set it to your DashScope key, or name providers in parley.providers,"
                                + " or switch the demo model on with " + DEMO_ENABLED + "=true");
            }
            checkFallbacks();
            return new ModelConfiguration(List.copyOf(providers), unique(), defaultModel());
        }

        private void checkKey(String key) {
            if (!ApiKeys.isUsable(settings.secret(key).orElse(""))) {
                settings.fault(key, ApiKeys.FAULT);
            }
        }

        private List<ModelSpec> unique() {
            Set<String> ids = new HashSet<>();
            for (ModelSpec model : models) {
                if (!ids.add(model.id())) {
                    settings.fault(
                            modelKey(model.provider().id(), model.name()) + ".id",
                            "is needed: another model is already called " + model.id());
                }
            }
            return List.copyOf(models);
        }

        /** A fallback may have one of its own, as long as they do not go round in a circle. */
        private void checkFallbacks() {
            Map<String, String> fallbacks = new TreeMap<>();
            models.forEach(
                    model -> fallbacks.putIfAbsent(model.id(), Objects.requireNonNullElse(model.fallback(), "")));
            for (ModelSpec model : models) {
                String fallback = model.fallback();
                String key = modelKey(model.provider().id(), model.name()) + ".fallback";
                if (fallback == null) {
                    continue;
                }
                if (!fallbacks.containsKey(fallback)) {
                    settings.fault(
                            key, "names no configured model: " + fallback + " is not one of " + fallbacks.keySet());
                } else if (fallback.equals(model.id())) {
                    settings.fault(key, "names the model itself");
                } else if (leadsTo(model.id(), fallback, fallbacks)) {
                    settings.fault(key, "leads back to " + model.id() + " by way of " + fallback);
                }
            }
        }

        private static boolean leadsTo(String id, String from, Map<String, String> fallbacks) {
            Set<String> seen = new HashSet<>();
            String next = from;
            while (!next.equals(id) && seen.add(next)) {
                next = fallbacks.getOrDefault(next, "");
            }
            return next.equals(id);
        }

        private String defaultModel() {
            String key = "parley.default-model";
            Optional<String> chosen = settings.text(key);
            Set<String> ids = new HashSet<>(models.stream().map(ModelSpec::id).toList());
            if (chosen.isPresent() && !ids.contains(chosen.get())) {
                settings.fault(key, "names no configured model: " + chosen.get() + " is not one of " + ids);
            }
            return chosen.orElseGet(() -> models.isEmpty() ? "" : models.get(0).id());
        }

        private void qwen() {
            checkKey(KEY);
            URI url = url("llm.base.url").orElse(URI.create(DASHSCOPE_URL));
            boolean compatible = url.getPath() != null && url.getPath().contains("compatible-mode");
            ProviderSpec provider = new ProviderSpec(
                    QWEN,
                    compatible ? ProviderSpec.Kind.OPENAI : ProviderSpec.Kind.DASHSCOPE,
                    () -> url,
                    () -> secrets.apply(KEY).strip(),
                    true,
                    false,
                    true,
                    engine(QWEN),
                    timeouts(QWEN));
            providers.add(provider);
            List<String> names = settings.names("llm.models");
            for (String name : names.isEmpty() ? QWEN_MODELS : names) {
                models.add(model(provider, name));
            }
        }

        private void provider(String id) {
            String prefix = "parley.provider." + id;
            if (!id.matches("[A-Za-z0-9][A-Za-z0-9-]*") || id.equals(QWEN) || id.equals(DEMO)) {
                settings.fault(
                        "parley.providers",
                        "has a bad name: \"" + id + "\" must be letters, digits and dashes, not qwen or demo");
                return;
            }
            ProviderSpec.Kind kind =
                    settings.oneOf(prefix + ".kind", ProviderSpec.Kind.class).orElse(ProviderSpec.Kind.OPENAI);
            boolean dashScopeKind = kind == ProviderSpec.Kind.DASHSCOPE;
            Optional<URI> url = url(prefix + ".base-url");
            if (url.isEmpty()
                    && !dashScopeKind
                    && settings.text(prefix + ".base-url").isEmpty()) {
                settings.fault(prefix + ".base-url", "is missing: for example https://host/v1");
            }
            if (dashScopeKind && !settings.hasSecret(prefix + ".api-key")) {
                settings.fault(prefix + ".api-key", "is missing");
            }
            checkKey(prefix + ".api-key");
            URI base = url.orElse(URI.create(DASHSCOPE_URL));
            boolean alibaba =
                    dashScopeKind || (base.getHost() != null && base.getHost().endsWith("aliyuncs.com"));
            ProviderSpec provider = new ProviderSpec(
                    id,
                    kind,
                    () -> base,
                    () -> secrets.apply(prefix + ".api-key").strip(),
                    settings.flag(prefix + ".dashscope-dialect").orElse(alibaba),
                    false,
                    settings.flag(prefix + ".finish-required").orElse(true),
                    engine(id),
                    timeouts(id));
            providers.add(provider);
            List<String> names = settings.names(prefix + ".models");
            if (names.isEmpty()) {
                settings.fault(prefix + ".models", "is missing: name the models, separated by commas");
            }
            names.forEach(name -> models.add(model(provider, name)));
        }

        private void demo() {
            ProviderSpec provider = new ProviderSpec(
                    DEMO,
                    ProviderSpec.Kind.DASHSCOPE,
                    demoBaseUrl,
                    () -> "sk-demo-model",
                    true,
                    true,
                    true,
                    engine(DEMO),
                    timeouts(DEMO));
            providers.add(provider);
            models.add(demoModel(provider, "demo-chat", "Demo", ModelSpec.Thinking.NONE));
            models.add(demoModel(provider, "demo-thinking", "Demo, thinking", ModelSpec.Thinking.OPTIONAL));
        }

        private static ModelSpec demoModel(
                ProviderSpec provider, String name, String label, ModelSpec.Thinking thinking) {
            boolean thinks = thinking == ModelSpec.Thinking.OPTIONAL;
            return new ModelSpec(
                    name,
                    name,
                    label,
                    provider,
                    ModelSpec.Path.TEXT,
                    true,
                    thinking,
                    ModelSpec.Prefix.PARTIAL,
                    new SendOptions(thinks ? Boolean.TRUE : null, null, null, null));
        }

        private ModelSpec model(ProviderSpec provider, String name) {
            String key = modelKey(provider.id(), name);
            boolean dashScope = provider.dashScope();
            boolean qwen = dashScope && name.startsWith("qwen");
            SendOptions defaults = new SendOptions(
                    settings.flag(key + ".thinking-default").orElse(null),
                    settings.number(key + ".temperature", 0, 2).orElse(null),
                    settings.number(key + ".top-p", 0, 1).orElse(null),
                    settings.wholeNumber(key + ".max-tokens", 1, 10_000_000).orElse(null));
            return new ModelSpec(
                    settings.text(key + ".id").orElse(name),
                    name,
                    settings.text(key + ".label").orElse(name),
                    provider,
                    settings.oneOf(key + ".path", ModelSpec.Path.class).orElse(defaultPath(name)),
                    settings.flag(key + ".incremental").orElse(true),
                    settings.oneOf(key + ".thinking", ModelSpec.Thinking.class).orElse(ModelSpec.Thinking.NONE),
                    settings.oneOf(key + ".prefix", ModelSpec.Prefix.class)
                            .orElse(qwen ? ModelSpec.Prefix.PARTIAL : ModelSpec.Prefix.NONE),
                    defaults,
                    new Price(
                            settings.price(key + ".price-input").orElse(null),
                            settings.price(key + ".price-output").orElse(null)),
                    settings.text(key + ".fallback").orElse(null));
        }

        /** docs/providers.md 1: these series are served by the multimodal path even for pure text. */
        private static ModelSpec.Path defaultPath(String name) {
            boolean multimodal = name.contains("-vl") || name.matches("qwen3\\.[5-9].*");
            return multimodal ? ModelSpec.Path.MULTIMODAL : ModelSpec.Path.TEXT;
        }

        private static String modelKey(String provider, String name) {
            return "parley.model." + provider + '.' + name;
        }

        private ProviderSpec.Engine engine(String id) {
            return settings.oneOf("parley.provider." + id + ".engine", ProviderSpec.Engine.class)
                    .or(() -> settings.oneOf("parley.provider.engine", ProviderSpec.Engine.class))
                    .orElse(ProviderSpec.Engine.AUTO);
        }

        private ProviderSpec.Timeouts timeouts(String id) {
            String prefix = "parley.provider." + id;
            ProviderSpec.Timeouts normal = ProviderSpec.Timeouts.DEFAULT;
            return new ProviderSpec.Timeouts(
                    settings.millis(prefix + ".connect-timeout-ms").orElse(normal.connect()),
                    settings.millis(prefix + ".first-event-timeout-ms").orElse(normal.firstEvent()),
                    settings.millis(prefix + ".between-events-timeout-ms").orElse(normal.betweenEvents()),
                    settings.millis(prefix + ".total-timeout-ms").orElse(normal.total()));
        }

        private Optional<URI> url(String key) {
            return settings.parsed(key, "an http or https address with its prefix, without a query", text -> {
                URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                if (!web || url.getHost() == null || url.getQuery() != null) {
                    throw new IllegalArgumentException();
                }
                return url;
            });
        }
    }
}
