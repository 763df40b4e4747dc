package dev.parley.trace;

import dev.parley.platform.Background;
import dev.parley.platform.Node;
import dev.parley.platform.OtlpSettings;
import dev.parley.platform.Secrets;
import dev.parley.platform.Settings;
import dev.parley.platform.StorageException;
import dev.parley.platform.Threads;
import dev.parley.protocol.Json;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Tells a collector of answers that have ended, by OTLP over HTTP in its JSON form (docs/adr/0014). The node that commits
 * the end tells the whole, whatever nodes wrote it. Thread-safe.
 *
 * <p>Notes: what waits is the ids of generations, {@value #MOST_WAITING} at most; their steps are read from the database
 * when they are told. A collector that does not answer is asked less and less often; no answer ever waits for it.
 */
@ApplicationScoped
public class OtlpExporter {

    static final int MOST_WAITING = 4_096;

    private static final int AT_ONCE = 100;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final Logger LOG = Logger.getLogger(OtlpExporter.class.getName());

    private final @Nullable URI target;
    private final Supplier<Map<String, String>> headers;
    private final Traces traces;
    private final Recorder recorder;
    private final Threads threads;
    private final String node;
    private final String version;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable HttpClient client;
    private @Nullable Background telling;
    private long failures;
    private long notBefore;

    @Inject
    public OtlpExporter(
            Traces traces,
            Recorder recorder,
            Threads threads,
            Node node,
            Config config,
            @ConfigProperty(name = "parley.version", defaultValue = "0") String version) {
        this(
                Settings.checked(config, settings -> OtlpSettings.read(settings, Secrets.of(config))),
                traces,
                recorder,
                threads,
                node.id(),
                version);
    }

    OtlpExporter(
            OtlpSettings settings, Traces traces, Recorder recorder, Threads threads, String node, String version) {
        this.target = settings.endpoint("v1/traces").orElse(null);
        this.headers = settings.headers();
        this.traces = traces;
        this.recorder = recorder;
        this.threads = threads;
        this.node = node;
        this.version = version;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected OtlpExporter() {
        target = null;
        headers = Map::of;
        traces = null;
        recorder = null;
        threads = null;
        node = "";
        version = "";
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings, Secrets secrets) {
        Sampling.read(settings, OtlpSettings.read(settings, secrets));
    }

    /** Whether there is a collector to be told. */
    public boolean isWanted() {
        return target != null;
    }

    /** Tells from now on. */
    public void start() {
        if (target != null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .executor(threads.blocking())
                    .build();
            telling = new Background("telling the collector", PAUSE, this::tell, threads.blocking(), threads);
            LOG.log(Level.INFO, "Parley tells {0} of its answers", target);
        }
    }

    /** The end of an answer was committed. Does not block. */
    public void ended(String generationId) {
        if (!waiting.offer(generationId)) {
            dropped.incrementAndGet();
        }
    }

    /** Tells of all that wait. Blocks; for one thread at a time. */
    synchronized void tell() {
        if (waiting.isEmpty() || threads.millis() < notBefore) {
            return;
        }
        recorder.write();
        List<String> ids = new ArrayList<>();
        while (waiting.drainTo(ids, AT_ONCE) > 0) {
            boolean told = false;
            try {
                told = tell(ids);
            } finally {
                if (!told) {
                    putBack(ids);
                }
            }
            if (!told) {
                return;
            }
            ids.clear();
        }
    }

    private void putBack(List<String> ids) {
        for (String id : ids) {
            ended(id);
        }
    }

    private boolean tell(List<String> ids) {
        List<Span> spans = new ArrayList<>();
        for (String id : ids) {
            traces.ofGeneration(id).stream()
                    .filter(answer -> recorder.isSampled(answer))
                    .forEach(answer -> spans.addAll(Spans.of(answer)));
        }
        return spans.isEmpty() || send(body(spans));
    }

    private String body(List<Span> spans) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("service.name", "parley");
        resource.put("service.version", version);
        resource.put("service.instance.id", node);
        return Json.text(json -> {
            json.writeStartObject().writeStartArray("resourceSpans").writeStartObject();
            json.writeStartObject("resource");
            Span.write(json, resource);
            json.writeEnd();
            json.writeStartArray("scopeSpans").writeStartObject();
            json.writeStartObject("scope")
                    .write("name", "dev.parley")
                    .write("version", version)
                    .writeEnd();
            json.writeStartArray("spans");
            spans.forEach(span -> span.write(json));
            json.writeEnd();
            json.writeEnd().writeEnd();
            json.writeEnd().writeEnd().writeEnd();
        });
    }

    /** Whether it was told, or never will be: what a collector refuses for good it refuses again. */
    private boolean send(String body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
            headers.get().forEach(request::header);
            int status = client == null
                    ? 0
                    : client.send(request.build(), BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                succeeded();
                return true;
            }
            boolean later = status == 429 || status >= 500;
            failed("it answers with status " + status, later);
            return !later;
        } catch (IOException e) {
            failed(e.getClass().getSimpleName(), true);
            return false;
        } catch (IllegalArgumentException e) {
            failed("parley.otlp.headers are no headers", true);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void succeeded() {
        long lost = dropped.getAndSet(0);
        if (failures > 0 || lost > 0) {
            LOG.log(Level.INFO, "the collector is told again; of {0} answers it is not", lost);
        }
        failures = 0;
    }

    /** One line for as long as it lasts. */
    private void failed(String why, boolean later) {
        if (failures++ == 0) {
            LOG.log(Level.WARNING, "{0} cannot be told of answers: {1}", new Object[] {target, why});
        }
        if (later) {
            notBefore = threads.millis() + Math.min(LONGEST_PAUSE_MILLIS, 1_000L << Math.min(6, failures - 1));
        }
    }

    /** Tells what waits for the last time, once: while the application stops, before the database is closed. */
    public void close() {
        if (telling != null) {
            telling.cancel();
            telling = null;
            try {
                tell();
            } catch (StorageException e) {
                LOG.log(Level.FINE, "the collector is not told of the last answers", e);
            }
        }
    }

    @PreDestroy
    void destroy() {
        close();
    }
}
