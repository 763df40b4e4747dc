package dev.parley.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Two sockets that live and die together: the one that came in, and the one that a proxy opened for it. */
final class Link {

    private static final int CONNECT_MILLIS = 5_000;

    private final Socket near;
    private final Socket far = new Socket();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    Link(Socket near) throws IOException {
        this.near = near;
        near.setTcpNoDelay(true);
    }

    /** @param receiveBuffer bytes that may wait unread, or 0 for the system's choice */
    void connect(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            far.setReceiveBufferSize(receiveBuffer);
        }
        far.setTcpNoDelay(true);
        far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
    }

    Socket near() {
        return near;
    }

    Socket far() {
        return far;
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Waits, but not beyond the end; whether it has ended. */
    boolean endsWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Closes both sides, or resets them; the first call decides. */
    void end(boolean reset) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        for (Socket socket : new Socket[] {near, far}) {
            end(socket, reset);
        }
        ended.countDown();
    }

    private static void end(Socket socket, boolean reset) {
        try (socket) {
            if (reset && !socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // Never connected, or the other side was faster.
        }
    }
}
