package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Guests;
import dev.parley.platform.Metric;
import dev.parley.protocol.CircuitView;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.ModelView;
import dev.parley.provider.Models;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a socket is told of the models, and when. */
class JsonConnectionTest {

    /** Keeps what is sent, and says that it has arrived when the test says so. */
    private static final class SlowWire implements Wire {
        private final List<String> sent = new ArrayList<>();
        private final Deque<Consumer<@Nullable Throwable>> callbacks = new ArrayDeque<>();

        @Override
        public void send(String text, Consumer<@Nullable Throwable> done) {
            sent.add(text);
            callbacks.add(done);
        }

        @Override
        public void ping() {}

        @Override
        public void close(CloseCode code, String reason) {}

        void arrive() {
            callbacks.remove().accept(null);
        }
    }

    private final TestJournal node = new TestJournal(TestDatabase.H2.settings());
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final SlowWire wire = new SlowWire();
    private @Nullable CircuitView circuit;
    private final JsonConnection connection = connection();

    @SuppressWarnings("NullAway") // what is not asked for is not there
    private JsonConnection connection() {
        Models models = new Models(null, null, null) {
            @Override
            public List<ModelView> views() {
                return List.of(new ModelView("m", "M", "p", false, true, false, false, true, circuit, null));
            }
        };
        ConversationService service = new ConversationService(null, null) {
            private static final long serialVersionUID = 1L;

            @Override
            public int maxTextChars() {
                return 100;
            }
        };
        service.enter(Guests.of(Guests.newSecret()));
        return new JsonConnection(
                service,
                new Greeting(node.journal(), models, "n", "0", 262_144),
                null,
                (source, cleanUp) -> new Outlet(wire, source, () -> 0, 20_000, Runnable::run, cleanUp),
                new DoorMeters(registry));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private JsonObject frame(int index) {
        return Json.value(wire.sent.get(index)).asJsonObject();
    }

    private String circuitIn(int index) {
        JsonObject model = frame(index).getJsonArray("models").getJsonObject(0);
        return model.containsKey("circuit") ? model.getJsonObject("circuit").getString("state") : "closed";
    }

    private void becomes(@Nullable CircuitView next) {
        circuit = next;
        connection.modelsChanged();
    }

    @Test
    void aChangeIsToldAtOnceWhileTheSocketIsFree() {
        becomes(CircuitView.open(Duration.ofSeconds(8)));

        assertThat(wire.sent)
                .containsExactly(
                        "{\"type\":\"models\",\"models\":[{\"id\":\"m\",\"label\":\"M\",\"provider\":\"p\",\"demo\":false,"
                                + "\"isDefault\":true,\"capabilities\":{\"partial\":false,\"thinking\":false,\"incremental\":true},"
                                + "\"circuit\":{\"state\":\"open\",\"halfOpensInMs\":8000}}]}");
    }

    @Test
    void whatIsRefusedIsCountedByItsCode() {
        connection.received("{\"type\":\"nonsense\"}");
        connection.received("no JSON");
        connection.received("no JSON either");

        assertThat(Metric.REFUSALS
                        .counter(registry, "command", "unknown-frame-type")
                        .count())
                .isEqualTo(1);
        assertThat(Metric.REFUSALS.counter(registry, "command", "bad-frame").count())
                .isEqualTo(2);
    }

    @Test
    void aSlowReaderGetsOneFrameWithTheNewestStateHoweverOftenItChanged() {
        connection.received("{\"type\":\"ping\",\"ref\":\"1\"}");
        becomes(CircuitView.open(Duration.ofSeconds(8)));
        becomes(CircuitView.halfOpen());
        becomes(CircuitView.open(Duration.ofSeconds(8)));
        becomes(CircuitView.halfOpen());
        assertThat(wire.sent).as("the pong is in flight").hasSize(1);

        wire.arrive();
        wire.arrive();
        assertThat(wire.sent).hasSize(2);
        assertThat(circuitIn(1)).isEqualTo("half-open");

        becomes(null);
        assertThat(circuitIn(2)).isEqualTo("closed");
    }

    @Test
    void theWelcomeTellsTheStateOfTheMomentAtWhichItIsSent() {
        connection.received("{\"type\":\"ping\",\"ref\":\"1\"}");
        connection.received("{\"type\":\"hello\",\"ref\":\"2\"}");
        becomes(CircuitView.open(Duration.ofSeconds(8)));
        wire.arrive();

        assertThat(frame(1).getString("type")).isEqualTo("welcome");
        assertThat(circuitIn(1)).isEqualTo("open");
        wire.arrive();
        assertThat(wire.sent).as("and does not tell it twice").hasSize(2);
    }
}
