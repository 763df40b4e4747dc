package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class InterruptibleBodyTest {

    private final InterruptibleBody body = new InterruptibleBody();
    private final byte[] buffer = new byte[100];
    private long asked;
    private boolean cancelled;

    InterruptibleBodyTest() {
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                asked += n;
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        });
    }

    private void comes(String... buffers) {
        body.onNext(List.of(buffers).stream()
                .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    private String read() throws IOException {
        int length = body.read(buffer, 0, buffer.length);
        return length < 0 ? "(end)" : new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    @Test
    void neverMoreThanEightPiecesAreOnTheirWayAndNeverNone() throws IOException {
        for (int taken = 0; taken < 100; taken++) {
            assertThat(asked - taken).isBetween(4L, 8L);
            comes("piece " + taken);
            assertThat(read()).isEqualTo("piece " + taken);
        }
    }

    @Test
    void tellsWhatCanBeReadWithoutWaiting() throws IOException {
        assertThat(body.available()).isZero();
        comes("", "one", "two");
        assertThat(body.available()).isEqualTo(6);
        assertThat(read()).isEqualTo("one");
        assertThat(body.available()).isEqualTo(3);
        assertThat(read()).isEqualTo("two");
        assertThat(body.available()).isZero();
        body.onComplete();
        assertThat(body.available()).isZero();
        assertThat(read()).isEqualTo("(end)");
        assertThat(body.available()).isZero();
    }

    @Test
    void aFailureComesAfterWhatCameBefore() throws IOException {
        comes("text");
        body.onError(new IOException("reset"));
        assertThat(read()).isEqualTo("text");
        assertThat(body.available()).isZero();
        assertThatThrownBy(this::read).hasRootCauseMessage("reset");
    }

    @Test
    void anInterruptGivesUp() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::read).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cancelled).isTrue();
    }
}
