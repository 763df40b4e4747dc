package dev.parley.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** A port on 127.0.0.1, and a thread for each connection to it, up to a number. */
final class Listener implements AutoCloseable {

    /** Takes care of a connection until its end. */
    interface Service {
        void serve(Link link) throws IOException;
    }

    private final ServerSocket server;
    private final ExecutorService threads;
    private final Service service;
    private final Semaphore room;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    Listener(ExecutorService threads, int most, Service service) {
        this.threads = threads;
        this.service = service;
        this.room = new Semaphore(most);
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Link link = new Link(socket);
                if (room.tryAcquire()) {
                    links.add(link);
                    threads.execute(() -> serve(link));
                } else {
                    link.end(true);
                }
            } catch (IOException | RejectedExecutionException e) {
                // Closed, or the one who connected has gone already.
            }
        }
    }

    private void serve(Link link) {
        try {
            service.serve(link);
            // Not a reset: it would destroy what is still on the way.
            link.end(false);
        } catch (IOException e) {
            // An end like any other.
        } finally {
            link.end(true);
            links.remove(link);
            room.release();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(link -> link.end(true));
    }
}
