package dev.parley.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A model provider that a test plays byte by byte, on a raw socket; it sees at once when its client goes away. */
final class PlayedProvider implements AutoCloseable {

    static final String HEADERS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=UTF-8\r\n" + "Connection: close\r\n\r\n";

    /** One request, and its connection. */
    static final class Call {
        final String line;
        final Map<String, String> headers;
        final String body;
        private final Socket socket;
        private final CountDownLatch gone = new CountDownLatch(1);

        Call(String line, Map<String, String> headers, String body, Socket socket) {
            this.line = line;
            this.headers = headers;
            this.body = body;
            this.socket = socket;
        }

        Call say(String text) {
            return say(text.getBytes(StandardCharsets.UTF_8));
        }

        Call say(byte[] bytes) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Call text(String text) {
            return say(event(text, "null"));
        }

        void finish() {
            say(event("", "stop"));
            hangUp();
        }

        void hangUp() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean clientGoneWithin(long millis) throws InterruptedException {
            return gone.await(millis, TimeUnit.MILLISECONDS);
        }
    }

    static String event(String text, String finish) {
        return "event:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"message\":{\"content\":\"" + text
                + "\",\"role\":\"assistant\"},\"finish_reason\":\"" + finish + "\"}]},\"request_id\":\"r1\"}\n\n";
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    PlayedProvider() {
        try {
            int port = Integer.parseInt(Server.property("it.provider.port"));
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** The next request, once it has come. */
    Call next() throws InterruptedException {
        Call call = calls.poll(15, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no request came");
        }
        return call;
    }

    /** Ends what a test has left open, and forgets what nobody has asked for. */
    void hangUpAll() {
        open.forEach(PlayedProvider::close);
        open.clear();
        calls.clear();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = in.readLine();
            if (line == null) {
                return;
            }
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            Call call = new Call(line, headers, body(in, headers), socket);
            calls.add(call);
            awaitEnd(in);
            call.gone.countDown();
        } catch (IOException e) {
            // The client or the test has closed the connection before the request was whole.
        }
    }

    private static void awaitEnd(BufferedReader in) {
        try {
            int read = in.read();
            while (read >= 0) {
                read = in.read();
            }
        } catch (IOException e) {
            // A reset is an end, too.
        }
    }

    private static String body(BufferedReader in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return read(in, Integer.parseInt(headers.get("content-length")));
        }
        StringBuilder body = new StringBuilder();
        for (int size = chunk(in); size > 0; size = chunk(in)) {
            body.append(read(in, size));
            in.readLine();
        }
        in.readLine();
        return body.toString();
    }

    private static int chunk(BufferedReader in) throws IOException {
        String size = in.readLine();
        return size == null ? 0 : Integer.parseInt(size.strip(), 16);
    }

    private static String read(BufferedReader in, int length) throws IOException {
        char[] bytes = new char[length];
        int at = 0;
        while (at < length) {
            int count = in.read(bytes, at, length - at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        return new String(new String(bytes).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            server.close();
            hangUpAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
