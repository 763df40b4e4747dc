package dev.parley.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures a server with the WAR and prints tables (docs/performance.md). The server runs on the first core, readers and
 * provider on the second. What it measures is set by system properties {@code bench.*}.
 */
public final class Bench implements AutoCloseable {

    private static final int TOKENS = 200;
    private static final int TOKENS_PER_SECOND = 30;
    private static final Duration ANSWER = Duration.ofMillis(TOKENS * 1_000L / TOKENS_PER_SECOND);
    private static final long PATIENCE_SECONDS = 120;

    /** More than 50,000 characters. */
    private static final int LONG_TOKENS = 6_000;

    private static final int FAST_TOKENS_PER_SECOND = 1_000;
    private static final int RESUMES = 50;

    private final PrintStream out = System.out;
    private final EventLoopGroup providing = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoopGroup reading = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Answers answers = new Answers();
    private final PacedProvider provider = new PacedProvider(providing, answers);
    private final UnderTest server;
    private final Duration window = Duration.ofSeconds(Long.getLong("bench.seconds", 20));
    private final boolean plain = Boolean.getBoolean("bench.plain");
    private boolean faulty;

    private Bench(String name) {
        server = new UnderTest(
                name,
                Path.of(System.getProperty("bench.directory"), name),
                provider.baseUrl(),
                pinning("bench.server.core", "0"),
                words("bench.options", "-Xmx2g"));
    }

    /** Exits with 1 where a token was lost, doubled or out of order, or anything was refused. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        pin();
        boolean faulty;
        try (Bench bench = new Bench(System.getProperty("bench.server", "payara-micro"))) {
            bench.run();
            faulty = bench.faulty;
        }
        System.exit(faulty ? 1 : 0);
    }

    private static List<String> words(String key, String otherwise) {
        String text = System.getProperty(key, otherwise);
        return text.isBlank() ? List.of() : Arrays.asList(text.trim().split("\\s+"));
    }

    private static List<String> pinning(String key, String otherwise) {
        String core = System.getProperty(key, otherwise);
        return core.isEmpty() ? List.of() : List.of("taskset", "-c", core);
    }

    /** All threads of this process, once they are there, and those that come. */
    private static void pin() throws IOException, InterruptedException {
        String core = System.getProperty("bench.load.core", "1");
        if (!core.isEmpty()) {
            new ProcessBuilder(
                            "taskset",
                            "-a",
                            "-p",
                            "-c",
                            core,
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void run() throws IOException, InterruptedException {
        server.start();
        out.printf(
                "server %s, JDK %s, process %d%n", System.getProperty("bench.server"), Runtime.version(), server.pid());
        for (String part : words("bench.parts", "streams subscribers resume idle")) {
            switch (part) {
                case "streams" -> streams();
                case "subscribers" -> subscribers();
                case "resume" -> resume();
                case "idle" -> idle();
                default -> throw new IllegalArgumentException("no such part: " + part);
            }
        }
    }

    private void streams() throws IOException, InterruptedException {
        out.printf("warming up%n");
        measure(
                Integer.getInteger("bench.warm-up-streams", 100),
                Duration.ofSeconds(Long.getLong("bench.warm-up", 20)));
        long idle = server.liveHeap();
        out.printf(
                "%n%8s %10s %8s %8s %8s %8s %8s %10s %12s%n",
                "streams", "µs CPU/tok", "core %", "p50 ms", "p99 ms", "max ms", "tok/frm", "tokens/s", "KiB/stream");
        for (String count : words("bench.streams", "10 100 500 1000")) {
            int streams = Integer.parseInt(count);
            Row row = measure(streams, window);
            Tally.Seen seen = row.seen();
            out.printf(
                    "%8d %10.1f %8.0f %8.1f %8.1f %8.1f %8.2f %10.0f %12.1f %s%n",
                    streams,
                    row.cpuNanos() / 1e3 / seen.tokens(),
                    row.cpuNanos() * 100.0 / row.nanos(),
                    seen.millis(50),
                    seen.millis(99),
                    seen.millis(100),
                    seen.tokens() / (double) Math.max(1, seen.frames()),
                    seen.tokens() * 1e9 / row.nanos(),
                    (row.liveHeap() - idle) / 1024.0 / streams,
                    faults(row.faults()));
        }
    }

    private String faults(Map<String, Long> faults) {
        faulty |= !faults.isEmpty();
        return faults.isEmpty() ? "" : faults.toString();
    }

    private record Row(Tally.Seen seen, long cpuNanos, long nanos, long liveHeap, Map<String, Long> faults) {}

    /** Asks evenly spread over the time of one answer, lets everybody get into their stride, then measures. */
    private Row measure(int streams, Duration time) throws IOException, InterruptedException {
        Tally tally = new Tally();
        List<CountDownLatch> ends = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        try {
            long begun = System.nanoTime();
            for (int i = 0; i < streams; i++) {
                sleepUntil(begun + ANSWER.toNanos() * i / streams);
                clients.add(begin(tally));
            }
            TimeUnit.MILLISECONDS.sleep(ANSWER.toMillis());
            tally.take();
            long cpu = server.cpu().toNanos();
            long from = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
            Tally.Seen seen = tally.take();
            long used = server.cpu().toNanos() - cpu;
            long nanos = System.nanoTime() - from;
            Map<String, Long> faults = tally.faults();
            long live = server.liveHeap();
            for (Client client : clients) {
                ends.add(client instanceof Asker asker ? asker.stop() : ((PlainAsker) client).stop());
            }
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            for (CountDownLatch end : ends) {
                if (!end.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    tally.fault("answer never ended");
                }
            }
            tally.faults().forEach((what, count) -> faults.merge(what, count, Math::max));
            return new Row(seen, used, nanos, live, faults);
        } finally {
            clients.forEach(Client::close);
        }
    }

    private Client begin(Tally tally) {
        if (plain) {
            PlainAsker asker = new PlainAsker(answers, tally, TOKENS, TOKENS_PER_SECOND);
            asker.connect(reading, server.chat(), null, null).thenRun(asker::begin);
            return asker;
        }
        Asker asker = new Asker(answers, tally, TOKENS, TOKENS_PER_SECOND, false);
        asker.connect(reading, server.chat(), "parley.v1", null).thenRun(asker::begin);
        return asker;
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    /** One conversation, followed by many devices of its user. */
    private void subscribers() throws IOException, InterruptedException {
        out.printf("%n%12s %12s %8s %8s %8s%n", "subscribers", "µs CPU/tok", "p50 ms", "p99 ms", "tok/frm");
        for (int count : new int[] {1, 10, 100}) {
            followers(count);
        }
    }

    private void followers(int count) throws IOException, InterruptedException {
        String cookie = server.guest();
        Tally own = new Tally();
        Tally tally = new Tally();
        List<Client> clients = new ArrayList<>();
        try {
            Asker asker = new Asker(answers, own, TOKENS, TOKENS_PER_SECOND, true);
            clients.add(asker);
            join(asker.connect(reading, server.chat(), "parley.v1", cookie));
            List<Watcher> watchers = new ArrayList<>();
            for (int i = 1; i < count; i++) {
                Watcher watcher = new Watcher(tally);
                clients.add(watcher);
                watchers.add(watcher);
                join(watcher.connect(reading, server.chat(), "parley.v1", cookie));
            }
            long cpu = server.cpu().toNanos();
            asker.begin();
            await(asker.openedConversation());
            for (Watcher watcher : watchers) {
                watcher.follow(asker.conversationId(), new Reader(asker.answer(), tally), "");
            }
            await(asker.stop());
            for (Watcher watcher : watchers) {
                await(watcher.done());
            }
            long used = server.cpu().toNanos() - cpu;
            Tally.Seen seen = own.take();
            out.printf(
                    "%12d %12.1f %8.1f %8.1f %8.2f %s%s%n",
                    count,
                    used / 1e3 / TOKENS / count,
                    seen.millis(50),
                    seen.millis(99),
                    seen.tokens() / (double) seen.frames(),
                    faults(own.faults()),
                    faults(tally.faults()));
        } finally {
            clients.forEach(Client::close);
        }
    }

    /** A page that opens, or comes back to, an answer of 50,000 characters. */
    private void resume() throws IOException, InterruptedException {
        String cookie = server.guest();
        Tally tally = new Tally();
        try (Asker asker = new Asker(answers, tally, LONG_TOKENS, FAST_TOKENS_PER_SECOND, true)) {
            join(asker.connect(reading, server.chat(), "parley.v1", cookie));
            asker.begin();
            await(asker.stop());
            out.printf(
                    "%n%-34s %8s %8s %8s %12s%n", "resume of a long answer", "p50 ms", "max ms", "frames", "longest");
            resume("opened anew", cookie, asker, "");
            resume("back at its first event", cookie, asker, ",\"epoch\":\"" + asker.epoch() + "\",\"after\":1");
        }
    }

    private void resume(String what, String cookie, Asker asker, String after)
            throws IOException, InterruptedException {
        Tally tally = new Tally();
        Histogram times = new Histogram(3);
        int frames = 0;
        int longest = 0;
        for (int i = 0; i < RESUMES; i++) {
            try (Watcher watcher = new Watcher(tally)) {
                join(watcher.connect(reading, server.chat(), "parley.v1", cookie));
                watcher.follow(asker.conversationId(), new Reader(asker.answer(), tally), after);
                await(watcher.done());
                times.recordValue(watcher.doneAfterNanos());
                frames = Math.max(frames, watcher.frames());
                longest = Math.max(longest, watcher.longestFrame());
            }
        }
        out.printf(
                "%-34s %8.1f %8.1f %8d %12d %s%n",
                what,
                times.getValueAtPercentile(50) / 1e6,
                times.getMaxValue() / 1e6,
                frames,
                longest,
                faults(tally.faults()));
    }

    /** What a connection that says nothing holds. */
    private void idle() throws IOException, InterruptedException {
        int count = Integer.getInteger("bench.idle", 10_000);
        Tally tally = new Tally();
        long before = server.liveHeap();
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Asker client = new Asker(answers, tally, TOKENS, TOKENS_PER_SECOND, true);
                clients.add(client);
                join(client.connect(reading, server.chat(), "parley.v1", null));
            }
            long after = server.liveHeap();
            out.printf(
                    "%n%d idle connections: %.1f KiB of live heap each %s%n",
                    count, (after - before) / 1024.0 / count, faults(tally.faults()));
        } finally {
            clients.forEach(Client::close);
        }
    }

    private static void join(CompletableFuture<?> future) {
        future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing came for " + PATIENCE_SECONDS + " s");
        }
    }

    @Override
    public void close() {
        server.close();
        provider.close();
        providing.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        reading.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
