package dev.parley.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs bytes through parser and decoder, as a response is. */
final class Decoding {

    static final ChunkDecoder.Dialect OPENAI = new ChunkDecoder.Dialect(false, false, true);
    static final ChunkDecoder.Dialect DASHSCOPE = new ChunkDecoder.Dialect(true, false, true);
    static final ChunkDecoder.Dialect CUMULATIVE = new ChunkDecoder.Dialect(true, true, true);

    final List<ModelEvent> events = new ArrayList<>();

    @Nullable
    ProviderException failure;

    private Decoding() {}

    static Decoding of(ChunkDecoder.Dialect dialect, String stream) {
        return of(dialect, stream.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    /** @param piece how many bytes come at once */
    static Decoding of(ChunkDecoder.Dialect dialect, byte[] stream, int piece) {
        Decoding decoding = new Decoding();
        ChunkDecoder decoder = new ChunkDecoder(dialect, decoding.events::add);
        EventStreamParser parser = new EventStreamParser(EventStreamParser.DEFAULT_LIMIT, decoder::event);
        try {
            for (int at = 0; at < stream.length; at += Math.min(piece, stream.length - at)) {
                parser.feed(stream, at, Math.min(piece, stream.length - at));
            }
            var rest = parser.unfinished();
            if (rest != null) {
                decoder.unfinishedEvent(rest);
            }
            decoder.end();
        } catch (ProviderException e) {
            decoding.failure = e;
        }
        return decoding;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (ModelEvent event : events) {
            if (event instanceof ModelEvent.Restarted) {
                text.setLength(0);
            } else if (event instanceof ModelEvent.Text piece) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }

    String reasoning() {
        return events.stream()
                .filter(ModelEvent.Reasoning.class::isInstance)
                .map(event -> ((ModelEvent.Reasoning) event).text())
                .collect(Collectors.joining());
    }

    ProviderException failure() {
        if (failure == null) {
            throw new AssertionError("it did not fail");
        }
        return failure;
    }

    ModelEvent.Finished finished() {
        if (failure != null) {
            throw new AssertionError("it failed", failure);
        }
        return (ModelEvent.Finished) events.get(events.size() - 1);
    }

    /** Chunks of the OpenAI dialect, one event each. */
    static String chunks(String... json) {
        StringBuilder stream = new StringBuilder();
        for (String one : json) {
            stream.append("data: ").append(one).append("\n\n");
        }
        return stream.toString();
    }

    static String delta(String delta) {
        return "{\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}";
    }

    static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }
}
