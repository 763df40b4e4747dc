package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.platform.TraceParent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the session's {@link ConversationService} from the handshake to the socket. The session scope is active here
 * on every server but not in the endpoint's callbacks, so the bean itself is handed over, not its proxy.
 * {@link ChatDoor} has checked the request before.
 */
public class ChatHandshake extends ServerEndpointConfig.Configurator {

    static final String SERVICE = "parley.service";
    static final String LOCALE = "parley.locale";
    static final String ADMISSION = "parley.admission";

    /** What the door keeps for the socket. */
    static final String PLACE = "parley.place";

    /** The place in a trace that the socket is opened from, if any. */
    static final String TRACE = "parley.trace";

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        config.getUserProperties().put(ADMISSION, Callers.of(request.getUserPrincipal()));
        Places.Place kept = Callers.keptFor(request.getUserPrincipal());
        if (kept != null) {
            config.getUserProperties().put(PLACE, kept);
        }
        config.getUserProperties().put(SERVICE, sessionBean());
        config.getUserProperties().put(LOCALE, locale(request.getHeaders()));
        TraceParent.parse(header(request.getHeaders(), TraceParent.HEADER).orElse(null))
                .ifPresent(place -> config.getUserProperties().put(TRACE, place));
    }

    /** The bean: Open Liberty's own way of making an endpoint injects nothing into this one. */
    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return CDI.current().select(type).get();
    }

    private static ConversationService sessionBean() {
        BeanManager beans = CDI.current().getBeanManager();
        @SuppressWarnings("unchecked")
        Bean<ConversationService> bean =
                (Bean<ConversationService>) beans.resolve(beans.getBeans(ConversationService.class));
        return beans.getContext(SessionScoped.class).get(bean, beans.createCreationalContext(bean));
    }

    private static Locale locale(Map<String, List<String>> headers) {
        return header(headers, "accept-language").map(Languages::best).orElse(Locale.ENGLISH);
    }

    /** Servers do not agree on the case of names. */
    private static Optional<String> header(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .findFirst();
    }
}
