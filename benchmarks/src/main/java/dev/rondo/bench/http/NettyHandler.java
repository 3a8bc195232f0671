package dev.rondo.bench.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** What {@code NettyServer} answers; with a Date, as the others. */
final class NettyHandler extends ChannelInboundHandlerAdapter {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final Map<String, byte[]> CONTENTS = new LinkedHashMap<>();
    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
    private static long second;
    private static String date = "";

    static {
        for (String name : new String[] {"1k", "100k", "10m"}) {
            CONTENTS.put("/memory/" + name, RondoServer.content(name));
        }
    }

    private final Path folder;
    private @Nullable HttpRequest request;
    private @Nullable CompositeByteBuf collected; // of an echo
    private @Nullable HttpPostRequestDecoder form;
    private long received;

    NettyHandler(Path folder) {
        this.folder = folder;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        if (message instanceof HttpRequest head) {
            if (head.uri().startsWith("/ws")) {
                NettyServer.speakWebSocket(context.pipeline(), head.uri());
            } else {
                begin(context, head);
            }
        }
        HttpRequest current = request;
        if (current == null) {
            context.fireChannelRead(message); // to the WebSocket's handlers
            return;
        }
        try {
            if (message instanceof HttpContent content) {
                take(context, current, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
        context.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // the load has ended
    }

    // ---- A request

    private void begin(ChannelHandlerContext context, HttpRequest head) {
        request = head;
        received = 0;
        switch (head.uri()) {
            case "/echo" -> collected = context.alloc().compositeBuffer(1024);
            case "/upload" ->
                    form = new HttpPostRequestDecoder(new DefaultHttpDataFactory(true), head);
            default -> {}
        }
    }

    private void take(ChannelHandlerContext context, HttpRequest current, HttpContent content)
            throws IOException {
        received += content.content().readableBytes();
        if (collected != null) {
            collected.addComponent(true, content.content().retain());
        } else if (form != null) {
            form.offer(content);
        }
        if (content instanceof LastHttpContent) {
            answer(context, current);
            request = null;
        }
    }

    private void answer(ChannelHandlerContext context, HttpRequest current) throws IOException {
        String path = current.uri();
        boolean keep = HttpUtil.isKeepAlive(current);
        switch (path) {
            case "/plaintext" -> send(context, keep, "text/plain; charset=utf-8", HELLO);
            case "/json" ->
                    send(
                            context,
                            keep,
                            "application/json",
                            JACKSON.writeValueAsBytes(new RondoServer.Greeting("Hello, World!")));
            case "/body" ->
                    send(
                            context,
                            keep,
                            "text/plain",
                            Long.toString(received).getBytes(StandardCharsets.US_ASCII));
            case "/echo" -> {
                send(context, keep, "application/octet-stream", Objects.requireNonNull(collected));
                collected = null;
            }
            case "/upload" -> {
                Objects.requireNonNull(form).destroy(); // deletes its files
                form = null;
                send(context, keep, "text/plain", HELLO);
            }
            default -> {
                byte[] content = CONTENTS.get(path);
                if (content != null) {
                    send(context, keep, "application/octet-stream", content);
                } else {
                    sendFile(
                            context,
                            keep,
                            folder.resolve(path.substring("/files/".length())).toFile());
                }
            }
        }
    }

    // ---- An answer

    private void send(ChannelHandlerContext context, boolean keep, String type, byte[] content) {
        send(context, keep, type, Unpooled.wrappedBuffer(content));
    }

    private void send(ChannelHandlerContext context, boolean keep, String type, ByteBuf content) {
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
        fields(response, keep, type, content.readableBytes());
        finish(context, response, keep);
    }

    private void sendFile(ChannelHandlerContext context, boolean keep, File file)
            throws IOException {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        fields(response, keep, "application/octet-stream", file.length());
        context.write(response);
        context.write(new DefaultFileRegion(file, 0, file.length()));
        finish(context, LastHttpContent.EMPTY_LAST_CONTENT, keep);
    }

    private void finish(ChannelHandlerContext context, Object last, boolean keep) {
        if (keep) {
            context.write(last, context.voidPromise());
        } else {
            context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void fields(HttpResponse response, boolean keep, String type, long length) {
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        headers.set(HttpHeaderNames.DATE, date());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        if (!keep) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** Made once a second. */
    private static String date() {
        long now = System.currentTimeMillis() / 1000;
        if (now != second) {
            second = now;
            date =
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            Instant.ofEpochSecond(now).atZone(ZoneOffset.UTC));
        }
        return date;
    }
}
