package dev.parley.provider;

import dev.parley.platform.Scheduler;
import dev.parley.protocol.ErrorCode;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A provider's response, read in the calling thread: bytes to events to {@link ModelEvent}s.
 *
 * <p>Whatever the content type says, the first byte decides: a brace is one JSON object, an angle bracket is a page of
 * some proxy, all else is an event stream (docs/providers.md 3). Not thread-safe.
 */
final class ResponseStream implements ModelStream {

    private static final Logger LOG = Logger.getLogger(ResponseStream.class.getName());
    private static final int ERROR_BODY_LIMIT = 64 * 1024;
    private static final Duration AFTER_FINISH = Duration.ofMillis(1_500);

    private final ModelSpec model;
    private final ReadDeadline deadline;
    private final Deque<ModelEvent> ready = new ArrayDeque<>();
    private final ChunkDecoder decoder;
    private final EventStreamParser parser;
    private final byte[] buffer = new byte[8 * 1024];
    private final Response response;
    private InputStream body;
    private boolean anyEvent;
    private boolean atEnd;
    private boolean closed;

    private ResponseStream(ModelSpec model, Response response, ReadDeadline deadline) {
        this.model = model;
        this.response = response;
        this.deadline = deadline;
        ProviderSpec provider = model.provider();
        boolean cumulative = provider.kind() == ProviderSpec.Kind.DASHSCOPE && !model.incremental();
        this.decoder = new ChunkDecoder(
                new ChunkDecoder.Dialect(provider.dashScope(), cumulative, provider.finishRequired()), ready::add);
        this.parser = new EventStreamParser(EventStreamParser.DEFAULT_LIMIT, event -> {
            anyEvent = true;
            deadline.progress();
            decoder.event(event);
        });
        this.body = InputStream.nullInputStream();
    }

    /**
     * Sends the request and waits for the first model event.
     *
     * @throws ProviderException if there is none
     */
    static ModelStream open(ProviderClients clients, ChatRequest request, Scheduler scheduler, Clock clock) {
        ModelSpec model = request.model();
        ReadDeadline deadline = new ReadDeadline(scheduler, model.provider().timeouts());
        ResponseStream stream = null;
        try {
            Response response = call(clients, model, RequestBody.of(request));
            stream = new ResponseStream(model, response, deadline);
            stream.start(clock);
            return stream;
        } catch (IOException | RuntimeException e) {
            throw translated(e, deadline, false);
        } finally {
            if (stream == null) {
                deadline.close();
            } else if (stream.ready.isEmpty()) {
                stream.close();
            }
        }
    }

    /** Some REST clients throw a redirect instead of returning it. */
    private static Response call(ProviderClients clients, ModelSpec model, Map<String, Object> body) {
        try {
            return clients.call(model, body);
        } catch (WebApplicationException e) {
            return e.getResponse();
        }
    }

    /** REST clients wrap what happens to a connection in exceptions of many kinds; a bug stays what it is. */
    private static RuntimeException translated(Exception e, ReadDeadline deadline, boolean started) {
        if (e instanceof ProviderException known) {
            return known;
        }
        if (deadline.expired() == null && Thread.currentThread().isInterrupted()) {
            // Somebody stopped the answer: the provider is not to blame.
            return ProviderException.interrupted(e);
        }
        if (deadline.expired() != null || TransportErrors.isTransport(e)) {
            return TransportErrors.translate(e, deadline.expired(), started);
        }
        return e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
    }

    private void start(Clock clock) throws IOException {
        try {
            openBody();
            int first = fill();
            if (!isOk()) {
                throw errorStatus(first, clock);
            }
            byte sign = firstSign(first);
            if (sign == '{') {
                decoder.whole(text(first), 0);
                atEnd = true;
                decoder.end();
            } else if (sign == '<') {
                throw ProviderException.unreadable("an HTML page instead of an answer");
            } else {
                take(first);
                read();
            }
        } catch (ProviderException e) {
            if (ready.isEmpty()) {
                throw e;
            }
            failLater(e);
        }
    }

    private @Nullable RuntimeException failure;

    /** What arrived before the failure is handed on first. */
    private void failLater(RuntimeException e) {
        failure = e;
        atEnd = true;
    }

    private void openBody() throws IOException {
        InputStream entity = entity();
        if (entity == null) {
            return;
        }
        body = "gzip".equalsIgnoreCase(header("Content-Encoding")) ? new GZIPInputStream(entity) : entity;
    }

    /** What an error status brings may be unreadable, or closed with the exception that brought it: the status is enough. */
    private @Nullable InputStream entity() {
        try {
            return response.readEntity(InputStream.class);
        } catch (ProcessingException | IllegalStateException e) {
            if (isOk()) {
                throw e;
            }
            return null;
        }
    }

    private boolean isOk() {
        return response.getStatus() == Response.Status.OK.getStatusCode();
    }

    /** Reads until at least one model event is ready or the stream has ended. */
    private void read() throws IOException {
        while (ready.isEmpty() && !atEnd) {
            if (decoder.done()) {
                end();
                return;
            }
            if (decoder.finishSeen()) {
                deadline.finishing(AFTER_FINISH);
            }
            take(fill());
        }
    }

    private int fill() throws IOException {
        try {
            return body.read(buffer, 0, buffer.length);
        } catch (IOException e) {
            if (decoder.finishSeen() && deadline.expired() != null) {
                // The answer is whole and nothing more came in the moment it was given.
                deadline.close();
                return -1;
            }
            if (!isOk()) {
                return -1;
            }
            throw e;
        }
    }

    private void take(int length) {
        if (length > 0) {
            parser.feed(buffer, 0, length);
        } else if (length < 0) {
            var rest = parser.unfinished();
            if (rest != null) {
                anyEvent = true;
                decoder.unfinishedEvent(rest);
            }
            end();
        }
    }

    private void end() {
        atEnd = true;
        if (!anyEvent) {
            throw ProviderException.of(ErrorCode.MODEL_UNAVAILABLE, "an empty answer, without any event", null);
        }
        decoder.end();
    }

    private ProviderException errorStatus(int first, Clock clock) throws IOException {
        String text = first > 0 ? text(first) : "";
        ProviderFault fault = ErrorBody.read(response.getStatus(), text)
                .with(response.getStatus(), RetryAfter.of(this::header, clock).orElse(null), shouldRetry());
        return ErrorTranslation.translate(fault, model.provider().dashScope());
    }

    /** Not every REST client passes over the case of names. */
    private @Nullable String header(String name) {
        return response.getStringHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst()
                .orElse(null);
    }

    private @Nullable Boolean shouldRetry() {
        String value = header("x-should-retry");
        return value == null ? null : Boolean.valueOf(value);
    }

    /** The first byte that is neither blank nor part of a byte-order mark; 0 if there is none. */
    private byte firstSign(int length) {
        for (int i = 0; i < length; i++) {
            byte b = buffer[i];
            boolean mark = b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
            if (!mark && b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
        }
        return 0;
    }

    /** What is left of a short body, as text. */
    private String text(int first) throws IOException {
        byte[] rest = body.readNBytes(isOk() ? EventStreamParser.DEFAULT_LIMIT : ERROR_BODY_LIMIT);
        byte[] all = new byte[first + rest.length];
        System.arraycopy(buffer, 0, all, 0, first);
        System.arraycopy(rest, 0, all, first, rest.length);
        String text = new String(all, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    @Override
    public @Nullable ModelEvent next() {
        ModelEvent event = ready.poll();
        if (event != null) {
            return event;
        }
        try {
            read();
        } catch (IOException | RuntimeException e) {
            failLater(translated(e, deadline, true));
        }
        event = ready.poll();
        if (event == null && failure != null) {
            throw failure;
        }
        return event;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        deadline.close();
        boolean interrupted = Thread.interrupted();
        try {
            try (response) {
                body.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "closing a provider's response failed", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
