package dev.parley.torture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between the server and the demo model. The last question of a request says which conversation it belongs to;
 * which fault it meets depends on that and on how often the question was asked before. Each connection carries one
 * request.
 */
final class ProviderProxy implements AutoCloseable {

    /** Stands in each question. */
    static String marker(long seed, int question) {
        return "(seed " + seed + " question " + question + ")";
    }

    /** A conversation, as the proxy sees it. */
    interface Conversation {
        /** The faults of a request. Both numbers count from 0. */
        Attempt attempt(int question, int number);

        void tell(String line);
    }

    private record Request(byte[] bytes, String body) {}

    private static final Pattern MARKER = Pattern.compile("\\(seed (\\d+) question (\\d+)\\)");
    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_HEAD = 64 * 1024;
    private static final int MOST_BODY = 4 * 1024 * 1024;
    private static final int REQUEST_MILLIS = 10_000;

    private final Listener listener;
    private final ExecutorService threads;
    private final int target;
    private final Tally tally;
    private final Map<Long, Conversation> conversations = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<Long, AtomicInteger> open = new ConcurrentHashMap<>();

    ProviderProxy(ExecutorService threads, int target, Tally tally) {
        this.threads = threads;
        this.target = target;
        this.tally = tally;
        this.listener = new Listener(threads, MOST_CONNECTIONS, this::serve);
    }

    int port() {
        return listener.port();
    }

    void register(long seed, Conversation conversation) {
        conversations.put(seed, conversation);
    }

    void forget(long seed) {
        conversations.remove(seed);
        open.remove(seed);
        asked.keySet().removeIf(key -> key.startsWith(seed + " "));
    }

    /** How often the provider was asked this. */
    int asked(long seed, int question) {
        AtomicInteger count = asked.get(seed + " " + question);
        return count == null ? 0 : count.get();
    }

    /** Connections of a conversation that are open. */
    int open(long seed) {
        AtomicInteger count = open.get(seed);
        return count == null ? 0 : count.get();
    }

    private void serve(Link link) throws IOException {
        link.near().setSoTimeout(REQUEST_MILLIS);
        Request request = read(link.near().getInputStream());
        link.near().setSoTimeout(0);
        Matcher marker = MARKER.matcher(request.body());
        long seed = -1;
        int question = 0;
        while (marker.find()) {
            seed = Long.parseLong(marker.group(1));
            question = Integer.parseInt(marker.group(2));
        }
        Conversation conversation = conversations.get(seed);
        if (conversation == null) {
            // Of a run that is over, or of nobody: undisturbed.
            forward(link, request, Attempt.UNDISTURBED, line -> {});
            return;
        }
        int number = asked.computeIfAbsent(seed + " " + question, absent -> new AtomicInteger())
                .getAndIncrement();
        AtomicInteger count = open.computeIfAbsent(seed, absent -> new AtomicInteger());
        count.incrementAndGet();
        String name = "provider, question " + question + ", attempt " + number + ": ";
        try {
            conversation.tell(name + "asked");
            forward(link, request, conversation.attempt(question, number), line -> conversation.tell(name + line));
        } finally {
            count.decrementAndGet();
            conversation.tell(name + "connection ended");
        }
    }

    /** Hears a line. */
    private interface Ear {
        void hear(String line);
    }

    private void forward(Link link, Request request, Attempt attempt, Ear ear) throws IOException {
        if (attempt.status() != 0) {
            count(ear, "HTTP " + attempt.status());
            refuse(link, attempt.status());
            return;
        }
        link.connect(target, 0);
        link.far().getOutputStream().write(request.bytes());
        threads.execute(new Pipe(link, true, List.of(), true, fault -> {}));
        if (attempt.early() != null) {
            count(ear, "early " + attempt.early().kind());
            early(link, attempt.early());
            return;
        }
        Pipe down = new Pipe(link, false, attempt.faults(), true, fault -> count(ear, told(fault)));
        if (attempt.breaking() != null) {
            down.breakWith(attempt.breaking());
        }
        down.run();
    }

    private static String told(ByteFault fault) {
        return (fault.ends() ? "broken by " : "") + fault.kind() + " at " + fault.at();
    }

    private void count(Ear ear, String line) {
        tally.count("fault at provider: " + line.replaceFirst(" at \\d+$", ""));
        ear.hear(line);
    }

    private static void refuse(Link link, int status) throws IOException {
        String body = "{\"code\":\"" + (status == 429 ? "Throttling" : "InternalError")
                + "\",\"message\":\"the proxy refuses\",\"request_id\":\"proxy\"}";
        String head = "HTTP/1.1 " + status + " Refused\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n" + (status == 429 ? "Retry-After: 1\r\n" : "") + "Connection: close\r\n\r\n";
        OutputStream out = link.near().getOutputStream();
        out.write((head + body).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        // Closed by the reader, or a reset could overtake the body.
        link.near().shutdownOutput();
        link.near().setSoTimeout(2_000);
        while (link.near().getInputStream().read() >= 0) {
            // Nothing more is expected.
        }
        link.end(false);
    }

    /** Lets bytes pass up to a number, but not the end of the first line of data: nothing can be shown of that. */
    private static void early(Link link, ByteFault fault) throws IOException {
        InputStream in = link.far().getInputStream();
        OutputStream out = link.near().getOutputStream();
        StringBuilder line = new StringBuilder();
        for (long passed = 0; passed < fault.at(); passed++) {
            int read = in.read();
            if (read < 0 || (read == '\n' && line.indexOf("data:") >= 0)) {
                break;
            }
            line.append((char) read);
            if (read == '\n') {
                line.setLength(0);
            }
            out.write(read);
        }
        out.flush();
        if (fault.kind() == ByteFault.Kind.HALF_OPEN) {
            link.endsWithin(fault.millis());
        }
        link.end(fault.kind() != ByteFault.Kind.FIN);
    }

    /** Reads a whole request, and asks for the connection to be closed after it. */
    private static Request read(InputStream in) throws IOException {
        String head = head(in);
        Map<String, String> fields = new ConcurrentHashMap<>();
        StringBuilder kept = new StringBuilder();
        String[] lines = head.split("\r\n");
        kept.append(lines[0]).append("\r\n");
        for (int i = 1; i < lines.length; i++) {
            String name = lines[i].substring(0, lines[i].indexOf(':')).toLowerCase(Locale.ROOT);
            fields.put(name, lines[i].substring(lines[i].indexOf(':') + 1).strip());
            if (!List.of("connection", "content-length", "transfer-encoding", "upgrade", "http2-settings", "expect")
                    .contains(name)) {
                kept.append(lines[i]).append("\r\n");
            }
        }
        byte[] body = fields.containsKey("transfer-encoding")
                ? chunked(in)
                : exactly(in, Integer.parseInt(fields.getOrDefault("content-length", "0")));
        kept.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(kept.toString().getBytes(StandardCharsets.ISO_8859_1));
        whole.write(body);
        return new Request(whole.toByteArray(), new String(body, StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int read = in.read();
            if (read < 0 || head.length() > MOST_HEAD) {
                throw new IOException("no request");
            }
            head.append((char) read);
        }
        return head.toString();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        if (length > MOST_BODY) {
            throw new IOException("too large: " + length);
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the request is not whole");
        }
        return body;
    }

    private static byte[] chunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.write(exactly(in, size));
            line(in);
            if (body.size() > MOST_BODY) {
                throw new IOException("too large");
            }
        }
        line(in);
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";")[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0 || line.length() > MOST_HEAD) {
                throw new IOException("the request is not whole");
            }
            line.append((char) read);
        }
        return line.toString();
    }

    @Override
    public void close() {
        listener.close();
    }
}
