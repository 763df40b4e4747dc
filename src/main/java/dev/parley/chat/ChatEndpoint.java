package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Admission;
import dev.parley.platform.LogContent;
import dev.parley.platform.LogContext;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The socket's door: it hands what comes in to the socket's {@link Connection} and holds nothing itself. With the
 * subprotocol {@code parley.v1} frames are JSON, without one the plain protocol is spoken.
 */
@ApplicationScoped
@ServerEndpoint(value = "/chat", subprotocols = Connections.PARLEY_V1, configurator = ChatHandshake.class)
public class ChatEndpoint {

    /** A longer frame closes the socket with 1009 on every server; what the operator allows is less, or this. */
    public static final int MOST_FRAME_BYTES = 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(ChatEndpoint.class.getName());
    private static final String CONNECTION = "parley.connection";
    private static final String OPENED = "parley.opened";

    private final Connections connections;

    @Inject
    public ChatEndpoint(Connections connections) {
        this.connections = connections;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public ChatEndpoint() {
        connections = null;
    }

    @OnOpen
    public void open(Session session) {
        Map<String, Object> properties = session.getUserProperties();
        ConversationService service = (ConversationService) properties.get(ChatHandshake.SERVICE);
        Locale locale = (Locale) properties.get(ChatHandshake.LOCALE);
        Admission admission = (Admission) properties.get(ChatHandshake.ADMISSION);
        Places.Place place = (Places.Place) properties.get(ChatHandshake.PLACE);
        if (service == null || locale == null || admission == null || place == null) {
            throw new IllegalStateException("the handshake left no ConversationService");
        }
        // Payara heeds the annotation below, Open Liberty this, WildFly neither.
        session.setMaxTextMessageBufferSize(connections.maxFrameBytes());
        try {
            properties.put(CONNECTION, connections.open(session, service, locale, admission, place));
        } catch (ParleyException e) {
            connections.closeLater(session, e.code());
            return;
        }
        properties.put(OPENED, System.nanoTime());
        try (LogContext.Scope logged = context(session)) {
            LOG.log(Level.FINE, "socket {0} opened", session.getId());
        }
    }

    /** Whose socket it is; Open Liberty has forgotten that of one that it has given up. */
    private static LogContext.Scope context(Session session) {
        Map<String, Object> properties = session.getUserProperties();
        Admission admission = properties == null ? null : (Admission) properties.get(ChatHandshake.ADMISSION);
        return LogContext.NONE
                .by(admission == null ? null : admission.owner().id())
                .enter();
    }

    private static long openMillis(Session session) {
        Map<String, Object> properties = session.getUserProperties();
        Object opened = properties == null ? null : properties.get(OPENED);
        return opened instanceof Long since ? (System.nanoTime() - since) / 1_000_000 : -1;
    }

    @OnMessage(maxMessageSize = MOST_FRAME_BYTES)
    public void text(Session session, String text) {
        if (LOG.isLoggable(Level.FINE)) {
            try (LogContext.Scope logged = context(session)) {
                LOG.log(Level.FINE, "socket {0}: {1}", new Object[] {session.getId(), LogContent.of(text)});
            }
        }
        Connection connection = connection(session);
        if (connection == null) {
            return;
        }
        if (text.length() > connections.maxFrameBytes()) {
            connection.kill(CloseCode.TOO_LARGE, "a frame is longer than " + connections.maxFrameBytes());
        } else {
            connection.received(text);
        }
    }

    @OnMessage
    public void pong(Session session, PongMessage pong) {
        Connection connection = connection(session);
        if (connection != null) {
            connection.heard();
        }
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        try (LogContext.Scope logged = context(session)) {
            LOG.log(
                    Level.FINE,
                    () -> "socket " + session.getId() + " closed with "
                            + reason.getCloseCode().getCode() + " after " + openMillis(session) + " ms");
        }
        Connection connection = connection(session);
        if (connection != null) {
            connection.gone();
        }
    }

    @OnError
    public void error(Session session, Throwable failure) {
        LOG.log(Level.FINE, failure, () -> "socket " + session.getId() + " failed");
        Connection connection = connection(session);
        if (connection != null) {
            connection.kill(CloseCode.GOING_AWAY, "socket failed");
        }
    }

    private static @Nullable Connection connection(Session session) {
        // Open Liberty has none any more for a socket that it has given up.
        Map<String, Object> properties = session.getUserProperties();
        return properties == null ? null : (Connection) properties.get(CONNECTION);
    }
}
