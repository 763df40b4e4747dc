package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.journal.Subscription.Step;
import dev.parley.platform.Ids;
import dev.parley.platform.LogContext;
import dev.parley.platform.TraceParent;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.FrameException;
import dev.parley.protocol.FrameReader;
import dev.parley.protocol.FrameWriter;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.ServerFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A socket that speaks {@code parley.v1}: many conversations, one cursor each.
 *
 * <p>Notes: replies wait in a short bounded queue; a client that asks faster than it reads the replies is closed.
 * Events never wait: they are read from the journal when the socket is free. Nor do the models: that they changed is
 * remembered once, and what is sent is how they are then.
 */
final class JsonConnection implements Connection {

    /** A client may have this many replies outstanding. */
    static final int MAX_REPLIES = 256;

    private static final Logger LOG = Logger.getLogger(JsonConnection.class.getName());

    private final ConversationService service;
    private final Greeting greeting;
    private final Subscriptions subscriptions;
    private final Outlet outlet;
    private final DoorMeters meters;
    private final Queue<ServerFrame> replies = new ArrayDeque<>();
    private final AtomicBoolean modelsDue = new AtomicBoolean();
    private final String userId;
    private final @Nullable TraceParent handshake;

    /**
     * @param handshake the place in a trace that the socket was opened from, or null
     * @param outlets makes the outlet for a source of frames and a clean-up
     */
    JsonConnection(
            ConversationService service,
            Greeting greeting,
            @Nullable TraceParent handshake,
            OutletFactory outlets,
            DoorMeters meters) {
        this.userId = service.owner().id();
        this.handshake = handshake;
        this.service = service;
        this.greeting = greeting;
        this.meters = meters;
        this.subscriptions = new Subscriptions(greeting.journal(), this::wake);
        this.outlet = outlets.make(this::nextFrame, subscriptions::close);
    }

    private void wake() {
        outlet.wake();
    }

    @Override
    public void received(String text) {
        outlet.heard();
        ClientFrame frame;
        try {
            frame = FrameReader.read(text);
        } catch (FrameException e) {
            meters.refused(DoorMeters.At.COMMAND, e.code());
            String traceId = Ids.trace();
            LOG.log(Level.FINE, e, () -> "a frame of " + text.length() + " characters was refused, trace " + traceId);
            reply(new ServerFrame.Failure(e.ref(), e.info(traceId)));
            return;
        }
        handle(frame);
    }

    /** Each frame is the beginning of a trace of its own: a socket lives too long to be one. */
    private void handle(ClientFrame frame) {
        LogContext context = LogContext.begin().linkedTo(handshake).by(userId);
        try (LogContext.Scope logged = context.enter()) {
            handle(frame, LogContext.trace());
        }
    }

    private void handle(ClientFrame frame, String traceId) {
        try {
            carryOut(frame);
        } catch (ParleyException e) {
            LOG.log(ErrorBodies.level(e.code()), e, () -> "refused: " + e.code().wire());
            meters.refused(DoorMeters.At.COMMAND, e.code());
            reply(new ServerFrame.Failure(frame.ref(), followed(frame), e.info(traceId)));
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "a command broke down", e);
            meters.refused(DoorMeters.At.COMMAND, ErrorCode.INTERNAL);
            reply(new ServerFrame.Failure(frame.ref(), followed(frame), ErrorInfo.of(ErrorCode.INTERNAL, traceId)));
        }
    }

    /** The entries of a hello have no ref of their own: their failures name the conversation. */
    private static @Nullable String followed(ClientFrame frame) {
        return frame instanceof ClientFrame.Subscribe subscribe ? subscribe.conversationId() : null;
    }

    private void carryOut(ClientFrame frame) {
        if (frame instanceof ClientFrame.Ping) {
            reply(new ServerFrame.Pong(frame.ref()));
        } else if (frame instanceof ClientFrame.Send send) {
            reply(service.send(send), frame.ref());
        } else if (frame instanceof ClientFrame.Stop stop) {
            service.stop(stop);
            reply(ServerFrame.Ack.done(frame.ref()));
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            service.check(subscribe.conversationId());
            subscriptions.follow(frame.ref(), subscribe.conversationId(), subscribe.cursor());
        } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            subscriptions.unfollow(unsubscribe.conversationId());
            reply(ServerFrame.Ack.done(frame.ref()));
        } else if (frame instanceof ClientFrame.Regenerate regenerate) {
            reply(service.regenerate(regenerate), frame.ref());
        } else if (frame instanceof ClientFrame.Continue request) {
            reply(service.continueAnswer(request), frame.ref());
        } else if (frame instanceof ClientFrame.Hello hello) {
            reply(greeting.welcome(hello.ref(), service));
            hello.resume().forEach(this::resume);
        }
    }

    /** Conversations that are not there any more are reported one by one; the others go on. */
    private void resume(ClientFrame.Resume resume) {
        handle(new ClientFrame.Subscribe(null, resume.conversationId(), resume.cursor()));
    }

    private void reply(ServerFrame.Ack ack, @Nullable String ref) {
        reply(new ServerFrame.Ack(ref, ack.conversationId(), ack.userMessageId(), ack.messageId(), ack.generationId()));
    }

    private void reply(ServerFrame frame) {
        synchronized (replies) {
            if (replies.size() >= MAX_REPLIES) {
                outlet.kill(CloseCode.TOO_MANY, "asks faster than it reads");
                return;
            }
            replies.add(frame);
        }
        outlet.wake();
    }

    @Override
    public void bye(Duration reconnectAfter) {
        reply(new ServerFrame.Bye("restarting", reconnectAfter));
    }

    @Override
    public void modelsChanged() {
        modelsDue.set(true);
        outlet.wake();
    }

    private @Nullable String nextFrame() {
        ServerFrame reply;
        synchronized (replies) {
            reply = replies.poll();
        }
        if (reply instanceof ServerFrame.Welcome welcome) {
            modelsDue.set(false);
            return FrameWriter.write(welcome.withModels(greeting.models().views()));
        }
        if (reply != null) {
            return FrameWriter.write(reply);
        }
        if (modelsDue.compareAndSet(true, false)) {
            return FrameWriter.write(new ServerFrame.Models(greeting.models().views()));
        }
        Subscriptions.Read read = subscriptions.next();
        return read == null ? null : FrameWriter.write(frame(read));
    }

    /** What the wire carries of a step. */
    static ServerFrame frame(Subscriptions.Read read) {
        String conversationId = read.conversationId();
        if (read.step() instanceof Step.Events events) {
            return new ServerFrame.Events(conversationId, events.from(), events.to(), events.events());
        } else if (read.step() instanceof Step.Recovered recovered) {
            return new ServerFrame.Recovered(read.ref(), conversationId, recovered.epoch(), recovered.after());
        } else if (read.step() instanceof Step.Reset reset) {
            return new ServerFrame.Reset(read.ref(), conversationId, reset.epoch(), reset.snapshot());
        }
        if (read.step() instanceof Step.Unavailable) {
            return new ServerFrame.Failure(
                    null, conversationId, ErrorInfo.of(ErrorCode.STORAGE_UNAVAILABLE, Ids.trace()));
        }
        ErrorInfo gone = ErrorInfo.of(ErrorCode.CONVERSATION_NOT_FOUND, Ids.trace());
        return new ServerFrame.Failure(read.ref(), conversationId, gone);
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }
}
