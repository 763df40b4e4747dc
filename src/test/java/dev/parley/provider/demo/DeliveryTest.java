package dev.parley.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.provider.demo.Exchange.Outcome;
import dev.parley.provider.demo.wire.Piece;
import dev.parley.provider.demo.wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Exchange exchange = new Exchange("id", Instant.EPOCH, "POST", "/x");
    private final Wire wire = new Wire();

    private static final class Wire implements Delivery.Channel {
        private final StringBuilder written = new StringBuilder();
        private int closed;
        private boolean gone;

        @Override
        public void write(byte[] bytes) throws IOException {
            if (gone) {
                throw new IOException("gone");
            }
            assertThat(closed).isZero();
            written.append(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static Piece piece(int seconds, String text) {
        return new Piece(Duration.ofSeconds(seconds), text.getBytes(StandardCharsets.UTF_8), 1);
    }

    private Delivery start(Reply reply) {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        Delivery delivery = new Delivery(wire, reply, exchange, scheduler, Runnable::run, clock);
        delivery.start();
        return delivery;
    }

    private String outcome() {
        return exchange.json().build().getString("outcome");
    }

    @Test
    void writesEachPieceInItsTime() {
        start(Reply.events(Stream.of(piece(1, "a"), piece(0, "b"), piece(2, "c"))));
        assertThat(wire.written).isEmpty();
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(wire.written).hasToString("ab");
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(wire.written).hasToString("abc");
        assertThat(wire.closed).isEqualTo(1);
        assertThat(outcome()).isEqualTo("COMPLETED");
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void stopsWhenTheClientHasGone() {
        start(Reply.events(Stream.generate(() -> piece(1, "x"))));
        scheduler.pass(Duration.ofSeconds(3));
        wire.gone = true;
        scheduler.pass(Duration.ofSeconds(3));
        assertThat(wire.written).hasToString("xxx");
        assertThat(wire.closed).isEqualTo(1);
        assertThat(scheduler.waiting()).isZero();
        assertThat(outcome()).isEqualTo("DISCONNECTED");
        assertThat(exchange.json().build().getInt("events")).isEqualTo(3);
        assertThat(exchange.json().build().isNull("disconnected")).isFalse();
    }

    @Test
    void writesNothingAfterTheContainerHasEndedIt() {
        Delivery delivery = start(Reply.events(Stream.generate(() -> piece(1, "x"))));
        scheduler.pass(Duration.ofSeconds(1));
        delivery.end(Outcome.DISCONNECTED);
        delivery.end(Outcome.COMPLETED);
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(wire.written).hasToString("x");
        assertThat(wire.closed).isEqualTo(1);
        assertThat(outcome()).isEqualTo("DISCONNECTED");
    }

    @Test
    void endsAfterTheLongestTime() {
        start(Reply.events(Stream.generate(() -> piece(7, "x"))));
        scheduler.pass(Duration.ofSeconds(700));
        assertThat(wire.written).hasSize(85);
        assertThat(outcome()).isEqualTo("CAPPED");
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void tellsABrokenEndFromAGoodOne() {
        start(Reply.events(Stream.of(piece(0, "x"))).breakingOff());
        assertThat(outcome()).isEqualTo("BROKEN");
    }

    @Test
    void endsWhenNoThreadIsLeft() {
        Delivery delivery = new Delivery(
                wire,
                Reply.events(Stream.of(piece(0, "x"))),
                exchange,
                scheduler,
                task -> {
                    throw new RejectedExecutionException();
                },
                Clock.systemUTC());
        delivery.start();
        assertThat(wire.closed).isEqualTo(1);
        assertThat(outcome()).isEqualTo("FAILED");
    }

    @Test
    void remembersTheLastFiveHundredRequests() {
        Client client = new Client();
        for (int i = 0; i < 510; i++) {
            client.ask("secret text");
        }
        String json = Client.text(client.on("/requests").reply("GET", ""));
        assertThat(Client.object(json).getJsonArray("requests")).hasSize(500);
        assertThat(json).contains("\"attempt\":510").doesNotContain("secret").doesNotContain("sk-test");
    }
}
