package dev.parley.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says. A frame with a ref answers the client frame that carried it. */
public sealed interface ServerFrame {

    record Welcome(
            @Nullable String ref,
            User user,
            String session,
            String node,
            String version,
            Limits limits,
            List<ModelView> models,
            Heartbeat heartbeat)
            implements ServerFrame {
        public Welcome {
            models = List.copyOf(models);
        }

        /** The same with the models as they are now. */
        public Welcome withModels(List<ModelView> current) {
            return new Welcome(ref, user, session, node, version, limits, current, heartbeat);
        }
    }

    /** The models once more, because the circuit of one of them has opened, half-opened or closed. */
    record Models(List<ModelView> models) implements ServerFrame {
        public Models {
            models = List.copyOf(models);
        }
    }

    /** Done; the ids say what came of a send, regenerate or continue. */
    record Ack(
            @Nullable String ref,
            @Nullable String conversationId,
            @Nullable String userMessageId,
            @Nullable String messageId,
            @Nullable String generationId)
            implements ServerFrame {
        public static Ack done(@Nullable String ref) {
            return new Ack(ref, null, null, null, null);
        }
    }

    /** @param conversationId the conversation that cannot be followed, where that is what failed */
    record Failure(@Nullable String ref, @Nullable String conversationId, ErrorInfo error) implements ServerFrame {
        public Failure(@Nullable String ref, ErrorInfo error) {
            this(ref, null, error);
        }
    }

    /** The cursor was good: what follows it comes as events. */
    record Recovered(@Nullable String ref, String conversationId, String epoch, long after) implements ServerFrame {}

    /** The cursor was void or missing: this is the conversation, events follow from the snapshot's seq on. */
    record Reset(@Nullable String ref, String conversationId, String epoch, Snapshot snapshot) implements ServerFrame {}

    /** All events from {@code from} to {@code to}; neighbouring text of one message may be joined. */
    record Events(String conversationId, long from, long to, List<Event.Recorded> events) implements ServerFrame {
        public Events {
            events = List.copyOf(events);
        }
    }

    record Pong(@Nullable String ref) implements ServerFrame {}

    record Bye(String reason, Duration reconnectAfter) implements ServerFrame {}

    /** @param role {@code user} or {@code admin}; null of a guest */
    record User(
            String id, String name, boolean guest, @Nullable String role) {
        public User(String id, String name, boolean guest) {
            this(id, name, guest, null);
        }
    }

    record Limits(int maxTextChars, int maxFrameBytes) {}

    record Heartbeat(Duration pingInterval, Duration clientPingAfter, Duration clientPingTimeout) {
        /** The figures of docs/protocol/asyncapi.yaml. */
        public static final Heartbeat DEFAULT =
                new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(25), Duration.ofSeconds(3));
    }
}
