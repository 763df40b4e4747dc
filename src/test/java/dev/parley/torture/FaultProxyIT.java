package dev.parley.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.torture.ByteFault.Direction;
import dev.parley.torture.ByteFault.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the proxy between client and server does to bytes. The server here sends back what it gets. */
@Timeout(30)
class FaultProxyIT {

    private static final byte[] WORDS = "The ferry leaves at seven, and nobody on the quay is in a hurry."
            .repeat(100)
            .getBytes(StandardCharsets.US_ASCII);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Listener echo = new Listener(threads, 10, link -> link.near()
            .getInputStream()
            .transferTo(link.near().getOutputStream()));
    private final List<ByteFault> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        echo.close();
        threads.shutdownNow();
    }

    @Test
    void carriesBytesUnchanged() throws IOException {
        assertThat(through(List.of())).isEqualTo(WORDS);
    }

    @Test
    void splittingSlowingAndDelayingLoseNothing() throws IOException {
        for (Direction direction : Direction.values()) {
            assertThat(through(List.of(
                            new ByteFault(Kind.SPLIT, direction, 10, 0, 3),
                            new ByteFault(Kind.STALL, direction, 2_000, 100, 0),
                            new ByteFault(Kind.SLOW, direction, 4_000, 1, 512),
                            new ByteFault(Kind.DELAY, direction, 100, 2, 0))))
                    .isEqualTo(WORDS);
        }
        assertThat(told).hasSize(8);
    }

    @Test
    void closesAtTheByte() throws IOException {
        assertThat(through(List.of(new ByteFault(Kind.FIN, Direction.DOWN, 1_234, 0, 0))))
                .isEqualTo(beginning(1_234));
    }

    @Test
    void resets() {
        assertThatThrownBy(() -> through(List.of(new ByteFault(Kind.RST, Direction.UP, 1_234, 0, 0))))
                .isInstanceOf(SocketException.class);
    }

    @Test
    void halfOpenIsSilentAndThenReset() throws IOException {
        ByteFault fault = new ByteFault(Kind.HALF_OPEN, Direction.DOWN, 1_000, 800, 0);
        try (FaultProxy proxy = proxy(List.of(fault));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.getOutputStream().write(WORDS);
            assertThat(socket.getInputStream().readNBytes(1_000)).isEqualTo(beginning(1_000));
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(0);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    /** At a port that no connection gets by itself: one that has just been closed might meet its own other end. */
    @Test
    void aServerThatIsAwayIsAReset() {
        assertThatThrownBy(() -> assertThat(through(1, List.of())).isEqualTo(WORDS))
                .isNotNull();
    }

    private byte[] through(List<ByteFault> faults) throws IOException {
        return through(echo.port(), faults);
    }

    private byte[] through(int port, List<ByteFault> faults) throws IOException {
        try (FaultProxy proxy = proxy(port, faults);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.getOutputStream().write(WORDS);
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes();
        }
    }

    private FaultProxy proxy(List<ByteFault> faults) {
        return proxy(echo.port(), faults);
    }

    private FaultProxy proxy(int port, List<ByteFault> faults) {
        return new FaultProxy(threads, port, connection -> faults, (connection, fault) -> told.add(fault));
    }

    private static byte[] beginning(int length) {
        return Arrays.copyOf(WORDS, length);
    }
}
