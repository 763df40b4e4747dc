package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A reader of server-sent events, as a page has one in an EventSource. */
final class EventReader extends Page implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    String lastEventId = "";
    String retry = "";
    int comments;

    EventReader(HttpResponse<InputStream> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The next event's frame, or null at the end. Its name must be the frame's type. */
    JsonObject next() {
        String name = "";
        String data = "";
        for (String line = line(); line != null; line = line()) {
            String value = line.substring(line.indexOf(':') + 1).strip();
            if (line.isEmpty() && !data.isEmpty()) {
                JsonObject frame = Browser.json(data);
                assertThat(frame.getString("type")).isEqualTo(name);
                apply(frame);
                return frame;
            } else if (line.startsWith(":")) {
                comments++;
            } else if (line.startsWith("retry:")) {
                retry = value;
            } else if (line.startsWith("id:")) {
                lastEventId = value;
            } else if (line.startsWith("event:")) {
                name = value;
            } else if (line.startsWith("data:")) {
                assertThat(data).as("one line of data").isEmpty();
                data = value;
            }
        }
        return null;
    }

    private String line() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on until the message has come to its end; its final state. */
    String awaitEnd(String messageId) {
        while (!isTerminal(states.get(messageId))) {
            assertThat(next()).as("an event").isNotNull();
        }
        return states.get(messageId);
    }

    void awaitText(String messageId) {
        while (text(messageId).isEmpty()) {
            assertThat(next()).as("an event").isNotNull();
        }
    }

    void awaitComment() {
        int before = comments;
        String line = line();
        while (line != null && !line.startsWith(":")) {
            line = line();
        }
        assertThat(line).as("a comment").isNotNull();
        comments = before + 1;
    }

    /** Breaks off. */
    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
