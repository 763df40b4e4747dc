package dev.parley.chat;

import dev.parley.platform.Metric;
import dev.parley.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What is measured at the doors: who came in, what went out, what was refused. Thread-safe. */
@ApplicationScoped
public class DoorMeters {

    /** What is spoken through a door. */
    enum Protocol {
        PARLEY("parley.v1"),
        PLAIN("plain"),
        SSE("sse");

        private final String wire;

        Protocol(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    /** Where something was refused. */
    enum At {
        DOOR,
        REST,
        COMMAND
    }

    /** What goes out by one protocol; added to for each frame. */
    record Sent(LongAdder frames, LongAdder characters) {
        void frame(int length) {
            frames.increment();
            characters.add(length);
        }
    }

    private static final Logger LOG = Logger.getLogger(DoorMeters.class.getName());

    private final Map<At, Map<ErrorCode, Counter>> refused = new EnumMap<>(At.class);
    private final Map<Protocol, Sent> sent = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Counter> opened = new EnumMap<>(Protocol.class);

    @Inject
    public DoorMeters(MeterRegistry registry) {
        for (Protocol protocol : Protocol.values()) {
            sent.put(
                    protocol,
                    new Sent(
                            Metric.FRAMES_SENT.adder(registry, protocol.wire()),
                            Metric.CHARACTERS_SENT.adder(registry, protocol.wire())));
            opened.put(protocol, Metric.CONNECTIONS_OPENED.counter(registry, protocol.wire()));
        }
        // All of them at once: who looks for an increase would not see the first of a series that begins with it.
        for (At at : At.values()) {
            Map<ErrorCode, Counter> counters = new EnumMap<>(ErrorCode.class);
            for (ErrorCode code : ErrorCode.values()) {
                counters.put(code, Metric.REFUSALS.counter(registry, at.name().toLowerCase(Locale.ROOT), code.wire()));
            }
            refused.put(at, counters);
        }
    }

    /** For the proxy. */
    protected DoorMeters() {}

    /** Counts from now on, from zero: without a call the container would make this bean for the first refusal only. */
    public void start() {
        LOG.log(Level.FINE, "{0} kinds of refusals are counted", refused.size());
    }

    /** The wire, and what it sends counted. */
    Wire counted(Wire wire, Protocol protocol) {
        Sent counted = sent.get(protocol);
        return counted == null ? wire : new CountedWire(wire, counted);
    }

    void opened(Protocol protocol) {
        Counter counter = opened.get(protocol);
        if (counter != null) {
            counter.increment();
        }
    }

    void refused(At at, ErrorCode code) {
        Counter counter = refused.getOrDefault(at, Map.of()).get(code);
        if (counter != null) {
            counter.increment();
        }
    }
}
