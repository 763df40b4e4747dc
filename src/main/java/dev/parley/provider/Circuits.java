package dev.parley.provider;

import dev.parley.platform.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/** What is known of the circuit breakers, one for each {@link Guard}: providers that share a guard share its circuit. */
@ApplicationScoped
public class Circuits {

    private final List<Circuit> circuits;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    @Inject
    public Circuits(Scheduler scheduler, Config config) {
        this(scheduler, guard -> figures(config, guard));
    }

    /** For use outside a container. */
    Circuits(Scheduler scheduler, Function<Class<? extends Guard>, Circuit.Figures> figures) {
        circuits = Guards.CLASSES.stream()
                .map(guard -> new Circuit(scheduler, figures.apply(guard), this::changed))
                .toList();
    }

    /** For the proxy. */
    protected Circuits() {
        circuits = List.of();
    }

    /** The figures that the breaker itself uses: the annotation's, unless MicroProfile's keys say otherwise. */
    private static Circuit.Figures figures(Config config, Class<? extends Guard> guard) {
        return new Circuit.Figures(
                Duration.ofMillis(figure(config, guard, "delay", Long.class).orElse(Guard.BREAKER_DELAY_MILLIS)),
                figure(config, guard, "successThreshold", Integer.class).orElse(Guard.BREAKER_SUCCESSES));
    }

    /** Servers do not agree on the name of a nested class: Payara puts a dot where the others put a dollar sign. */
    private static <T> Optional<T> figure(Config config, Class<? extends Guard> guard, String name, Class<T> type) {
        String key = "/open/CircuitBreaker/" + name;
        return config.getOptionalValue(guard.getName() + key, type)
                .or(() -> config.getOptionalValue(guard.getName().replace('$', '.') + key, type));
    }

    /** The circuit of a provider, by its place among all providers. */
    Circuit of(int provider) {
        return circuits.get(provider % circuits.size());
    }

    /** From now on the listener is told whenever a circuit opens, half-opens or closes. It must not block. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }
}
