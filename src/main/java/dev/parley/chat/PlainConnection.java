package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.journal.Journal;
import dev.parley.platform.Ids;
import dev.parley.platform.LogContext;
import dev.parley.platform.TraceParent;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorMessages;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.ServerFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A socket that speaks the plain protocol: a text frame in is a question, text frames out are deltas, an
 * empty frame ends the answer, a frame that begins with {@code Error: } reports a failure. It holds one conversation,
 * for as long as the socket lives.
 */
final class PlainConnection implements Connection {

    static final String ERROR = "Error: ";

    private static final Logger LOG = Logger.getLogger(PlainConnection.class.getName());
    private static final int MAX_PENDING = 256;

    private final ConversationService service;
    private final Journal journal;
    private final Locale locale;
    private final @Nullable TraceParent handshake;
    private final Subscriptions subscriptions;
    private final PlainAnswer answer;
    private final Outlet outlet;
    private final DoorMeters meters;
    private final Deque<String> pending = new ArrayDeque<>();
    private @Nullable String conversationId;

    /** @param handshake the place in a trace that the socket was opened from, or null */
    PlainConnection(
            ConversationService service,
            Journal journal,
            Locale locale,
            @Nullable TraceParent handshake,
            OutletFactory outlets,
            DoorMeters meters) {
        this.handshake = handshake;
        this.service = service;
        this.journal = journal;
        this.locale = locale;
        this.meters = meters;
        this.answer = new PlainAnswer(locale);
        this.subscriptions = new Subscriptions(journal, this::wake);
        this.outlet = outlets.make(this::nextFrame, subscriptions::close);
    }

    private void wake() {
        outlet.wake();
    }

    @Override
    public void received(String text) {
        outlet.heard();
        try (LogContext.Scope logged =
                LogContext.begin().linkedTo(handshake).by(service.owner().id()).enter()) {
            answer(text);
        }
    }

    private void answer(String text) {
        try {
            ask(text);
        } catch (ParleyException e) {
            LOG.log(ErrorBodies.level(e.code()), e, () -> "refused: " + e.code().wire());
            fail(e.code());
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "a question broke down", e);
            fail(ErrorCode.INTERNAL);
        }
    }

    private void ask(String text) {
        ServerFrame.Ack ack = service.send(
                new ClientFrame.Send(null, conversationId, Ids.next(), null, text, null, SendOptions.NONE));
        if (conversationId == null && ack.conversationId() != null) {
            conversationId = ack.conversationId();
            String epoch = journal.epoch(conversationId).orElse("");
            subscriptions.follow(null, conversationId, new Cursor(epoch, 0));
        }
    }

    private void fail(ErrorCode code) {
        meters.refused(DoorMeters.At.COMMAND, code);
        synchronized (pending) {
            if (pending.size() >= MAX_PENDING) {
                outlet.kill(CloseCode.TOO_MANY, "asks faster than it reads");
                return;
            }
            pending.add(ERROR + ErrorMessages.of(code, locale));
            pending.add("");
        }
        outlet.wake();
    }

    private @Nullable String nextFrame() {
        while (true) {
            synchronized (pending) {
                String frame = pending.poll();
                if (frame != null) {
                    return frame;
                }
            }
            Subscriptions.Read read = subscriptions.next();
            if (read == null) {
                return null;
            }
            synchronized (pending) {
                pending.addAll(answer.frames(read.step()));
            }
        }
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }
}
