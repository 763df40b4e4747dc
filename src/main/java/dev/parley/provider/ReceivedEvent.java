package dev.parley.provider;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEvent;
import org.jspecify.annotations.Nullable;

/** A server-sent event as {@link EventStreamParser} read it. */
final class ReceivedEvent implements InboundSseEvent {

    private final @Nullable String id;
    private final @Nullable String name;
    private final @Nullable String comment;
    private final String data;
    private final long reconnectDelay;

    ReceivedEvent(
            @Nullable String id, @Nullable String name, @Nullable String comment, String data, long reconnectDelay) {
        this.id = id;
        this.name = name;
        this.comment = comment;
        this.data = data;
        this.reconnectDelay = reconnectDelay;
    }

    @Override
    public @Nullable String getId() {
        return id;
    }

    /** The event's type; null stands for {@code message}. */
    @Override
    public @Nullable String getName() {
        return name;
    }

    /** The comment lines of the event's block, joined by line feeds; DashScope puts the HTTP status there. */
    @Override
    public @Nullable String getComment() {
        return comment;
    }

    @Override
    public long getReconnectDelay() {
        return reconnectDelay;
    }

    @Override
    public boolean isReconnectDelaySet() {
        return reconnectDelay != SseEvent.RECONNECT_NOT_SET;
    }

    @Override
    public boolean isEmpty() {
        return data.isEmpty();
    }

    @Override
    public String readData() {
        return data;
    }

    @Override
    public <T> T readData(Class<T> type) {
        return type == String.class ? type.cast(data) : fromJson(type);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readData(GenericType<T> type) {
        return (T) readData(type.getRawType());
    }

    @Override
    public <T> T readData(Class<T> type, MediaType mediaType) {
        return readData(type);
    }

    @Override
    public <T> T readData(GenericType<T> type, MediaType mediaType) {
        return readData(type);
    }

    private <T> T fromJson(Class<T> type) {
        try (Jsonb jsonb = JsonbBuilder.create()) {
            return jsonb.fromJson(data, type);
        } catch (Exception e) {
            throw new IllegalStateException("the event's data cannot be read as " + type.getName(), e);
        }
    }
}
