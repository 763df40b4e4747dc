package dev.parley.provider.demo;

import dev.parley.provider.demo.wire.Jsons;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last requests, newest first: the proof of what was asked for, repeated and given up. Thread-safe. */
final class Exchanges {

    private static final int MOST = 500;

    private final Deque<Exchange> last = new ArrayDeque<>();

    synchronized void add(Exchange exchange) {
        last.addFirst(exchange);
        if (last.size() > MOST) {
            last.removeLast();
        }
    }

    synchronized JsonObject json() {
        JsonArrayBuilder requests = Jsons.array();
        last.forEach(exchange -> requests.add(exchange.json()));
        return Jsons.object().add("requests", requests).build();
    }
}
