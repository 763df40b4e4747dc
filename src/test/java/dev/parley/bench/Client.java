package dev.parley.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One socket, and what it does with the frames that come. Its callbacks run in its event loop. */
abstract class Client implements AutoCloseable {

    private static final int LONGEST_FRAME = 16 << 20;

    private final CompletableFuture<Client> ready = new CompletableFuture<>();
    private final Tally tally;
    private @Nullable Channel channel;
    private volatile boolean closing;

    Client(Tally tally) {
        this.tally = tally;
    }

    /** The socket is open. */
    abstract void opened();

    /** A text frame has come. */
    abstract void received(String text);

    Tally tally() {
        return tally;
    }

    /** @param protocol the subprotocol, or null for the plain one */
    CompletableFuture<Client> connect(
            EventLoopGroup group, URI chat, @Nullable String protocol, @Nullable String cookie) {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (cookie != null) {
            headers.set(HttpHeaderNames.COOKIE, cookie);
        }
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel made) {
                        made.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(64 << 10),
                                        new WebSocketClientProtocolHandler(
                                                WebSocketClientHandshakerFactory.newHandshaker(
                                                        chat,
                                                        WebSocketVersion.V13,
                                                        protocol,
                                                        false,
                                                        headers,
                                                        LONGEST_FRAME)),
                                        new Frames());
                    }
                })
                .connect(chat.getHost(), chat.getPort())
                .addListener(result -> {
                    if (!result.isSuccess()) {
                        ready.completeExceptionally(result.cause());
                    }
                });
        return ready;
    }

    void send(String text) {
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(new TextWebSocketFrame(text));
        }
    }

    @Override
    public void close() {
        closing = true;
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(sent -> open.close());
        }
    }

    private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                channel = context.channel();
                opened();
                ready.complete(Client.this);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text) {
                received(text.text());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!closing) {
                tally.fault("socket closed");
            }
            ready.completeExceptionally(new IllegalStateException("the socket was refused or closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            ready.completeExceptionally(cause);
            context.close();
        }
    }
}
