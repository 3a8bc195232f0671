package dev.rondo.bench.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The peer on Netty: native epoll, one event loop for the listener and all connections, pooled
 * buffers, one flush a batch of reads.
 *
 * <p>Arguments: PORT FOLDER [tls CERTIFICATE KEY]. It prints READY when it listens, and ends with
 * its input.
 */
public final class NettyServer extends ChannelInitializer<SocketChannel> {
    private static final int BACKLOG = 4096;
    private static final int MOST_MESSAGE = 4 << 20;

    private final Path folder;
    private final @Nullable SslContext tls;

    private NettyServer(Path folder, @Nullable SslContext tls) {
        this.folder = folder;
        this.tls = tls;
    }

    /** Serves until its input ends. */
    public static void main(String[] arguments) throws InterruptedException, SSLException {
        @Nullable SslContext tls =
                arguments.length < 5
                        ? null
                        : SslContextBuilder.forServer(
                                        new File(arguments[3]), new File(arguments[4]))
                                .build();
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new NettyServer(Path.of(arguments[1]), tls))
                .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                .sync();
        IO.println("READY");
        RondoServer.endWithInput();
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc()));
        }
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast("http", new NettyHandler(folder));
    }

    /** Makes a pipeline one for a WebSocket, for the request that asks for it. */
    static void speakWebSocket(ChannelPipeline pipeline, String path) {
        if (path.endsWith("deflate")) {
            pipeline.addLast(
                    new WebSocketServerExtensionHandler(
                            new PerMessageDeflateServerExtensionHandshaker(
                                    1, false, 15, true, false, MOST_MESSAGE)));
        }
        pipeline.addLast(new WebSocketServerProtocolHandler(path, null, true, MOST_MESSAGE));
        pipeline.addLast(new NettyEcho());
    }
}
