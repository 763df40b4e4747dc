package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.platform.Threads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.support.ManualScheduler;
import dev.parley.support.Values;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelGatewayTest {

    private static final ProviderSpec PROVIDER = new ProviderSpec(
            "p",
            ProviderSpec.Kind.OPENAI,
            () -> URI.create("http://127.0.0.1"),
            () -> "",
            false,
            false,
            true,
            ProviderSpec.Engine.AUTO,
            ProviderSpec.Timeouts.DEFAULT);
    private static final ChatRequest REQUEST = new ChatRequest(
            new ModelSpec(
                    "m",
                    "m",
                    "M",
                    PROVIDER,
                    ModelSpec.Path.TEXT,
                    true,
                    ModelSpec.Thinking.NONE,
                    ModelSpec.Prefix.NONE,
                    SendOptions.NONE),
            null,
            List.of(new ChatRequest.Turn(Role.USER, "hi")),
            "",
            SendOptions.NONE);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Threads threads = new Threads(Executors.defaultThreadFactory());
    private final Values config = new Values();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ModelMeters meters = new ModelMeters(registry);
    private boolean breakersRefuse;

    @AfterEach
    void close() {
        threads.close();
    }

    /** A gateway to overloaded providers, whose models belong to the provider of that number. */
    private ModelGateway gateway(int number, Circuits circuits) {
        Models models = new Models() {
            @Override
            int number(ProviderSpec spec) {
                return number;
            }
        };
        ProviderClients clients = new ProviderClients() {
            @Override
            public Response call(ModelSpec model, Map<String, Object> body, String traceparent) {
                throw ProviderException.of(ErrorCode.MODEL_OVERLOADED, "played", null);
            }
        };
        Guards guards =
                new Guards(
                        new Guards.First(clients, threads, circuits, meters),
                        new Guards.Second(clients, threads, circuits, meters),
                        new Guards.Third(clients, threads, circuits, meters),
                        new Guards.Fourth(clients, threads, circuits, meters)) {
                    @Override
                    Guard of(int provider) {
                        if (breakersRefuse) {
                            throw new CircuitBreakerOpenException("played");
                        }
                        return super.of(provider);
                    }
                };
        return new ModelGateway(models, guards, circuits, meters);
    }

    private static ProviderException failure(ModelGateway gateway) {
        return catchThrowableOfType(ProviderException.class, () -> gateway.open(REQUEST));
    }

    @Test
    void aRefusalByTheBreakerSaysWhenToComeAgain() {
        ModelGateway gateway = gateway(0, new Circuits(scheduler, config));
        assertThat(failure(gateway).code()).isEqualTo(ErrorCode.MODEL_OVERLOADED);
        scheduler.advance(Duration.ofSeconds(4));
        breakersRefuse = true;
        ProviderException refusal = failure(gateway);

        assertThat(refusal.code()).isEqualTo(ErrorCode.CIRCUIT_OPEN);
        assertThat(refusal.retryable()).isTrue();
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(6).plus(Circuit.MARGIN));
    }

    @Test
    void theStateBelongsToTheGuardAndSoToEveryProviderThatSharesIt() {
        for (int provider = 0; provider < Guards.CLASSES.size(); provider++) {
            Circuits circuits = new Circuits(scheduler, config);
            ModelGateway gateway = gateway(provider, circuits);
            breakersRefuse = false;
            failure(gateway);
            breakersRefuse = true;
            failure(gateway);

            for (int other = 0; other < Guards.CLASSES.size(); other++) {
                assertThat(circuits.of(other).isOpen())
                        .as(provider + " " + other)
                        .isEqualTo(other == provider);
            }
            assertThat(circuits.of(provider + Guards.CLASSES.size()).isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.parley.provider.Guards$Third", "dev.parley.provider.Guards.Third"})
    void theFiguresAreThoseThatTheOperatorGaveTheBreaker(String guard) {
        config.put(guard + "/open/CircuitBreaker/delay", "2500");
        config.put(guard + "/open/CircuitBreaker/successThreshold", "1");
        Circuits circuits = new Circuits(scheduler, config);
        ModelGateway gateway = gateway(2, circuits);
        failure(gateway);
        breakersRefuse = true;

        assertThat(failure(gateway).retryAfter())
                .isEqualTo(Duration.ofMillis(2_500).plus(Circuit.MARGIN));
        circuits.of(2).watch(() -> "answer");
        assertThat(circuits.of(2).view()).isNull();
    }

    @Test
    void listenersAreToldOfEveryCircuit() {
        Circuits circuits = new Circuits(scheduler, config);
        int[] told = {0};
        circuits.listen(() -> told[0]++);
        circuits.of(1).refused();
        circuits.of(2).refused();

        assertThat(told[0]).isEqualTo(2);
    }
}
