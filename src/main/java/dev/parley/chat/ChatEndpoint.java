package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.protocol.CloseCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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

    /** A longer frame closes the socket with 1009. */
    public static final int MAX_FRAME_BYTES = 256 * 1024;

    private static final Logger LOG = Logger.getLogger(ChatEndpoint.class.getName());
    private static final String CONNECTION = "parley.connection";

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
        if (service == null || locale == null) {
            throw new IllegalStateException("the handshake left no ConversationService");
        }
        // Payara heeds the annotation below, Open Liberty this, WildFly neither.
        session.setMaxTextMessageBufferSize(MAX_FRAME_BYTES);
        properties.put(CONNECTION, connections.open(session, service, locale));
        LOG.log(Level.FINE, "socket {0} opened", session.getId());
    }

    @OnMessage(maxMessageSize = MAX_FRAME_BYTES)
    public void text(Session session, String text) {
        LOG.log(Level.FINE, "socket {0}: {1} characters", new Object[] {session.getId(), text.length()});
        Connection connection = connection(session);
        if (connection == null) {
            return;
        }
        if (text.length() > MAX_FRAME_BYTES) {
            connection.kill(CloseCode.TOO_LARGE, "a frame is longer than " + MAX_FRAME_BYTES);
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
    public void close(Session session) {
        LOG.log(Level.FINE, "socket {0} closed", session.getId());
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
        return (Connection) session.getUserProperties().get(CONNECTION);
    }
}
