package dev.rondo.bench.network;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;

/**
 * The peer on Netty: native epoll, one event loop for the listener and all connections, pooled
 * buffers, one flush a batch of reads.
 *
 * <p>Arguments: PORT echo|greet. It prints READY when it listens, and ends with its input.
 */
public final class NettyServer {
    private static final int BACKLOG = 4096;

    private NettyServer() {}

    /** Serves until its input ends. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        boolean greets = arguments[1].equals("greet");
        MultiThreadIoEventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(greets ? new Greeter() : new Echo())
                .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                .sync();
        IO.println("READY");
        while (System.in.read() >= 0) {
            // Only its end matters.
        }
        System.exit(0);
    }

    /** Sends back what it reads, and reads no more while the peer takes nothing. */
    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // the load has ended
        }
    }

    /** Sends a byte and closes. */
    @Sharable
    private static final class Greeter extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'x'}))
                    .addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // the load has ended
        }
    }
}
