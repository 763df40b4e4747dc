package dev.parley.torture;

import dev.parley.support.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Runs the seeds, several at once, against one server, and tells what came of it. */
final class Suite {

    private static final int STORY_LINES = 30;
    private static final Duration PROGRESS = Duration.ofSeconds(20);

    private final TortureOptions options;
    private final String server;
    private final Path directory;
    private final Tally tally = new Tally();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();

    Suite(TortureOptions options, String server, Path directory) {
        this.options = options;
        this.server = server;
        this.directory = directory;
        this.next = new AtomicLong(options.from());
    }

    /** The failures, one line each; none if all is well. */
    List<String> run() throws InterruptedException {
        long start = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool(Suite::daemon);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        ServerProcess process = new ServerProcess(server, directory, http);
        Thread hook = new Thread(process::kill, "torture-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try (process;
                ProviderProxy provider = new ProviderProxy(threads, process.port(), tally);
                Kills kills = new Kills(process)) {
            configure(process, provider.port());
            process.start();
            seeds(new Run.World(options, http, threads, process, provider, kills, tally), start);
            checkLog(process.log());
            tell(kills, start);
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
            threads.shutdownNow();
        }
        return List.copyOf(failures);
    }

    /** Its two providers are the demo model that it serves itself, reached through a proxy. */
    private static void configure(ServerProcess process, int providerPort) {
        process.set("parley.auth", "open");
        // A torture has more of everything than a person.
        process.set("parley.user.generations", "0");
        process.set("parley.user.sockets", "0");
        process.set("parley.address.sockets", "0");
        process.set("parley.user.messages-per-minute", "0");
        process.set("parley.address.messages-per-minute", "0");
        process.set("parley.demo.enabled", "true");
        process.set("parley.demo.pace", "0.1");
        process.set("parley.providers", "native,openai");
        process.set("parley.provider.native.kind", "dashscope");
        process.set("parley.provider.native.base-url", "http://127.0.0.1:" + providerPort + "/demo/api/v1");
        process.set("parley.provider.openai.kind", "openai");
        process.set("parley.provider.openai.base-url", "http://127.0.0.1:" + providerPort + "/demo/v1");
        process.set("parley.default-model", "native-chat");
        for (String provider : List.of("native", "openai")) {
            String key = "parley.provider." + provider + '.';
            process.set(key + "api-key", "sk-torture");
            process.set(key + "dashscope-dialect", "true");
            process.set(key + "models", "demo-chat,demo-thinking");
            process.set(key + "first-event-timeout-ms", "5000");
            process.set(key + "between-events-timeout-ms", "4000");
            for (String model : List.of("chat", "thinking")) {
                String name = "parley.model." + provider + ".demo-" + model + '.';
                process.set(name + "id", provider + '-' + model);
                process.set(name + "prefix", "partial");
            }
            process.set("parley.model." + provider + ".demo-thinking.thinking", "optional");
            process.set("parley.model." + provider + ".demo-thinking.thinking-default", "true");
        }
        // One conversation's faults must not close the circuit for the others: only a provider that never answers does.
        process.set("CircuitBreaker/failureRatio", "1.0");
    }

    /** No question is in the log (invariant I9); each has its marker. */
    private void checkLog(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            lines.filter(line -> line.contains("(seed "))
                    .findFirst()
                    .ifPresent(line -> failures.add("I9: a question is in " + log + ": " + line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "torture");
        thread.setDaemon(true);
        return thread;
    }

    private void seeds(Run.World world, long start) throws InterruptedException {
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < options.parallel(); i++) {
            workers.add(world.threads().submit(() -> work(world)));
        }
        long told = System.nanoTime();
        while (workers.stream().anyMatch(worker -> !worker.isDone())) {
            Thread.sleep(100);
            if (System.nanoTime() - told > PROGRESS.toNanos()) {
                told = System.nanoTime();
                System.out.printf(
                        "torture: %d of %d seeds, %d failed, %d s%n",
                        done.get(),
                        options.seeds(),
                        failures.size(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            }
        }
    }

    private void work(Run.World world) {
        while (failures.size() < options.mostFailures()) {
            long seed = next.getAndIncrement();
            if (seed >= options.from() + options.seeds()) {
                return;
            }
            Run run = new Run(world, seed);
            try {
                run.run();
                world.kills().check();
                if (options.stories()) {
                    write(seed, run.plan() + "\n\n" + run.story().whole());
                }
            } catch (RuntimeException | Error e) {
                failed(run, seed, e);
            }
            done.incrementAndGet();
        }
    }

    private void failed(Run run, long seed, Throwable e) {
        String line = "seed " + seed + ": " + (e instanceof Violation ? e.getMessage() : e.toString());
        failures.add(line);
        StringBuilder text = new StringBuilder();
        text.append(line).append('\n');
        if (run.metAKill() && run.killedAt() < 0) {
            text.append("The server was killed meanwhile, but not during an answer.\n");
        }
        text.append("again: ")
                .append(options.again(server, seed, run.killedAt()))
                .append("\nplan: ")
                .append(run.plan().disturbances())
                .append(", model ")
                .append(run.plan().model())
                .append(", ")
                .append(run.plan().questions().size())
                .append(" questions\n");
        StringBuilder whole = new StringBuilder(text)
                .append(run.plan())
                .append("\n\n")
                .append(run.story().whole());
        for (StackTraceElement frame : e.getStackTrace()) {
            whole.append("    at ").append(frame).append('\n');
        }
        Path log = write(seed, whole);
        System.out.println(
                "FAILED " + text + "  " + String.join("\n  ", run.story().last(STORY_LINES)) + "\nwhole story: " + log);
    }

    private Path write(long seed, CharSequence text) {
        try {
            return Files.writeString(directory.resolve("seed-" + seed + ".log"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(Kills kills, long start) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        System.out.printf(
                "%ntorture on %s: seeds %d to %d%n  %-44s %,10d%n  %-44s %,10d%n%s  %-44s %,10d%n  %-44s %,10d%n  %-44s %,10d%n%n",
                server,
                options.from(),
                options.from() + options.seeds() - 1,
                "seeds run",
                done.get(),
                "seeds failed",
                failures.size(),
                tally.table(),
                "node kills",
                kills.count(),
                "seconds that the server was down",
                kills.downMillis() / 1_000,
                "seconds",
                seconds);
        failures.forEach(System.out::println);
    }
}
