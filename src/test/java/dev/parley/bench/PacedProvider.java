package dev.parley.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible provider on 127.0.0.1 that writes the tokens of an answer at a steady pace, one event and one
 * chunk each, and notes when. The question names the answer and how many tokens it gets in a second: {@code answer 17
 * at 30}.
 */
final class PacedProvider implements AutoCloseable {

    private static final Pattern QUESTION = Pattern.compile("answer (\\d+) at (\\d+)");
    private static final String CHUNK = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},"
            + "\"finish_reason\":null}]}\n\n";
    private static final String END = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\ndata: [DONE]\n\n";

    private final Answers answers;
    private final Channel channel;

    PacedProvider(EventLoopGroup group, Answers answers) {
        this.answers = answers;
        this.channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel child) {
                        child.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(4 << 20), new Conversation());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort() + "/v1";
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    private final class Conversation extends SimpleChannelInboundHandler<FullHttpRequest> {

        private @Nullable ScheduledFuture<?> pacing;

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Matcher question = QUESTION.matcher(request.content().toString(StandardCharsets.UTF_8));
            int number = 0;
            long perSecond = 1;
            while (question.find()) {
                number = Integer.parseInt(question.group(1));
                perSecond = Long.parseLong(question.group(2));
            }
            Answer answer = answers.find(number);
            if (answer == null) {
                context.writeAndFlush(new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, Unpooled.EMPTY_BUFFER))
                        .addListener(ChannelFutureListener.CLOSE);
                return;
            }
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream;charset=utf-8");
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            context.write(head);
            pace(context, answer, TimeUnit.SECONDS.toNanos(1) / perSecond);
        }

        private void pace(ChannelHandlerContext context, Answer answer, long paceNanos) {
            int[] next = {0};
            pacing = context.executor()
                    .scheduleAtFixedRate(
                            () -> {
                                if (next[0] < answer.tokens()) {
                                    token(context, answer, next[0]++);
                                    context.flush();
                                } else {
                                    stop();
                                    end(context, answer);
                                }
                            },
                            0,
                            paceNanos,
                            TimeUnit.NANOSECONDS);
        }

        private void token(ChannelHandlerContext context, Answer answer, int index) {
            ByteBuf bytes = Unpooled.wrappedBuffer(
                    CHUNK.replace("%s", answer.token(index)).getBytes(StandardCharsets.ISO_8859_1));
            answer.written(index);
            context.write(new DefaultHttpContent(bytes));
        }

        private void end(ChannelHandlerContext context, Answer answer) {
            String end = String.format(END, answer.tokens(), answer.tokens() + 10);
            context.write(new DefaultHttpContent(Unpooled.copiedBuffer(end, StandardCharsets.ISO_8859_1)));
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        private void stop() {
            if (pacing != null) {
                pacing.cancel(false);
                pacing = null;
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stop();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            stop();
            context.close();
        }
    }
}
