package dev.parley.provider;

import dev.parley.platform.Pace;
import dev.parley.platform.Scheduler;
import dev.parley.protocol.ErrorCode;
import dev.parley.trace.ProviderCall;
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
    /** So many full buffers of what is there already make one piece. */
    private static final int MOST_AT_ONCE = 4;

    private static final Duration AFTER_FINISH = Duration.ofMillis(1_500);

    private final ModelSpec model;
    private final ReadDeadline deadline;
    private final Deque<ModelEvent> ready = new ArrayDeque<>();
    private final ChunkDecoder decoder;
    private final EventStreamParser parser;
    private final byte[] buffer = new byte[8 * 1024];
    private final Response response;
    private InputStream body;
    private final Pace pace;
    private long readAt;
    private int arrived;
    private boolean begun;
    private boolean anyEvent;
    private boolean atEnd;
    private boolean closed;
    private final ProviderCall call;
    private String faultRequestId = "";

    private ResponseStream(ModelSpec model, Response response, ReadDeadline deadline, ProviderCall call, Pace pace) {
        this.pace = pace;
        this.call = call;
        this.model = model;
        this.response = response;
        this.deadline = deadline;
        ProviderSpec provider = model.provider();
        boolean cumulative = provider.kind() == ProviderSpec.Kind.DASHSCOPE && !model.incremental();
        this.decoder = new ChunkDecoder(
                new ChunkDecoder.Dialect(provider.dashScope(), cumulative, provider.finishRequired()), this::ready);
        this.parser = new EventStreamParser(EventStreamParser.DEFAULT_LIMIT, event -> {
            anyEvent = true;
            arrived++;
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
        ProviderCall call = request.trace().call(model.asked(), request.prefix().length());
        LOG.log(Level.FINE, "asking {0} of {1}", new Object[] {
            model.id(), model.provider().id()
        });
        ResponseStream stream = null;
        try {
            Response response = call(clients, model, RequestBody.of(request), call.traceparent());
            stream = new ResponseStream(model, response, deadline, call, clients.pace());
            stream.start(clock);
            call.answers(response.getStatus(), stream.requestId());
            if (stream.failure != null) {
                tell(call, stream.failure, stream);
            }
            LOG.log(Level.FINE, "{0} answers with status {1}, request_id={2}", new Object[] {
                model.id(), response.getStatus(), stream.requestId()
            });
            return stream;
        } catch (IOException | RuntimeException e) {
            RuntimeException failure = translated(e, deadline, false);
            tell(call, failure, stream);
            LOG.log(Level.FINE, "{0} does not answer: {1}", new Object[] {model.id(), failure.getMessage()});
            throw failure;
        } finally {
            if (stream == null) {
                deadline.close();
            } else if (stream.ready.isEmpty()) {
                stream.close();
            }
        }
    }

    /** Some REST clients throw a redirect instead of returning it. */
    private static Response call(
            ProviderClients clients, ModelSpec model, Map<String, Object> body, String traceparent) {
        try {
            return clients.call(model, body, traceparent);
        } catch (WebApplicationException e) {
            return e.getResponse();
        }
    }

    /** Nobody needs to be told of what a stop interrupts. */
    private static void tell(ProviderCall call, RuntimeException failure, @Nullable ResponseStream stream) {
        if (failure instanceof ProviderException known && !known.isInterrupted()) {
            call.failed(
                    known.code().wire(),
                    stream == null ? 0 : stream.response.getStatus(),
                    stream == null ? null : stream.requestId());
        }
    }

    /** What the provider calls this request; empty if it has no name for it. */
    private String requestId() {
        if (!decoder.requestId().isEmpty()) {
            return decoder.requestId();
        }
        String header = faultRequestId.isEmpty() ? header("x-request-id") : faultRequestId;
        return header == null ? "" : header;
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
            } else if (begun) {
                // Where this node reads many answers, each is read less often and more at once: waking up for it costs
                // most.
                pace.awaitAfter(readAt);
            }
            int length = fill();
            readAt = System.nanoTime();
            take(length);
            takeWhatIsThere();
            pace.took(arrived, readAt);
            arrived = 0;
        }
        begun = true;
    }

    /** Does not wait; a fault of the connection comes after what it brought. */
    private void takeWhatIsThere() throws IOException {
        // The decompressing stream does not know whether more is there.
        boolean known = !(body instanceof GZIPInputStream);
        try {
            for (int more = 0; known && more < MOST_AT_ONCE && !atEnd && body.available() > 0; more++) {
                take(fill());
            }
        } catch (IOException e) {
            if (ready.isEmpty()) {
                throw e;
            }
            RuntimeException broken = translated(e, deadline, true);
            failLater(broken);
            if (begun) {
                tell(call, broken, this);
            }
        }
    }

    /** What comes in one piece from the provider is handed on in one. */
    private void ready(ModelEvent event) {
        ModelEvent last = ready.peekLast();
        if (event instanceof ModelEvent.Text more && last instanceof ModelEvent.Text text) {
            ready.removeLast();
            ready.add(new ModelEvent.Text(text.text() + more.text()));
        } else if (event instanceof ModelEvent.Reasoning more && last instanceof ModelEvent.Reasoning text) {
            ready.removeLast();
            ready.add(new ModelEvent.Reasoning(text.text() + more.text()));
        } else {
            ready.add(event);
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
        faultRequestId = fault.requestId();
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
            RuntimeException broken = translated(e, deadline, true);
            tell(call, broken, this);
            failLater(broken);
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
