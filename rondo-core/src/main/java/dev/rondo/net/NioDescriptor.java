package dev.rondo.net;

import dev.rondo.Poller;
import dev.rondo.stream.ListenOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A channel of the JDK. */
final class NioDescriptor extends Descriptor {
    private static final int READING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITING = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final NioPoller poller;
    private final SelectableChannel channel;
    private final @Nullable ListenOptions accepting;
    private @Nullable SelectionKey key; // made at the first wait
    private int interest;

    NioDescriptor(NioPoller poller, SelectableChannel channel) {
        this(poller, channel, null);
    }

    NioDescriptor(NioPoller poller, SelectableChannel channel, @Nullable ListenOptions accepting) {
        this.poller = poller;
        this.channel = channel;
        this.accepting = accepting;
    }

    /** Takes what the selector found. Loop thread, during a poll. */
    void ready(SelectionKey key, Poller.Sink sink) {
        int ready = key.readyOps();
        if ((ready & READING) != 0 && !readable(sink)) {
            interestOps(interest & ~READING);
        }
        if ((ready & WRITING) != 0) {
            interestOps(interest & ~WRITING);
            writable(sink);
        }
    }

    private void interestOps(int ops) {
        if (ops != interest) {
            interest = ops;
            SelectionKey registered = key;
            if (registered != null && registered.isValid()) {
                registered.interestOps(ops);
            }
        }
    }

    private void arm(int ops) throws IOException {
        if ((interest & ops) != ops) {
            if (key == null) {
                interest = ops;
                key = channel.register(poller.selector(), ops, this);
            } else {
                interestOps(interest | ops);
            }
        }
    }

    @Override
    boolean armRead() throws IOException {
        arm(channel instanceof ServerSocketChannel ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ);
        return true;
    }

    @Override
    boolean armWrite() throws IOException {
        arm(
                channel instanceof SocketChannel socket && socket.isConnectionPending()
                        ? SelectionKey.OP_CONNECT
                        : SelectionKey.OP_WRITE);
        return true;
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        SocketChannel socket = (SocketChannel) channel;
        if (target.isDirect()) {
            return socket.read(target);
        }
        ByteBuffer scratch = poller.scratch();
        scratch.clear().limit(Math.min(scratch.capacity(), target.remaining()));
        int count = socket.read(scratch);
        if (count > 0) {
            target.put(scratch.flip());
        }
        return count;
    }

    @Override
    int write(ByteBuffer source) throws IOException {
        SocketChannel socket = (SocketChannel) channel;
        if (source.isDirect()) {
            return socket.write(source);
        }
        ByteBuffer scratch = poller.scratch();
        scratch.clear();
        int length = Math.min(scratch.capacity(), source.remaining());
        scratch.put(0, source, source.position(), length).limit(length);
        int count = socket.write(scratch);
        source.position(source.position() + count);
        return count;
    }

    @Override
    void shutdownOutput() throws IOException {
        ((SocketChannel) channel).shutdownOutput();
    }

    @Override
    void resetOnClose() throws IOException {
        if (channel instanceof SocketChannel socket
                && !(socket.getLocalAddress() instanceof UnixDomainSocketAddress)) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    @Override
    boolean finishConnect() throws IOException {
        return ((SocketChannel) channel).finishConnect();
    }

    @Override
    @Nullable Descriptor accept() throws IOException {
        SocketChannel accepted = ((ServerSocketChannel) channel).accept();
        if (accepted == null) {
            return null;
        }
        try {
            accepted.configureBlocking(false);
            if (accepting != null
                    && !(accepted.getLocalAddress() instanceof UnixDomainSocketAddress)) {
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, accepting.noDelay());
                accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, accepting.keepAlive());
            }
        } catch (Throwable e) { // the connection must not stay open; rethrown
            accepted.close();
            throw e;
        }
        return new NioDescriptor(poller, accepted);
    }

    @Override
    @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        return ((DatagramChannel) channel).receive(target);
    }

    @Override
    boolean send(ByteBuffer source, @Nullable SocketAddress to) throws IOException {
        DatagramChannel datagrams = (DatagramChannel) channel;
        int length = source.remaining();
        int sent = to == null ? datagrams.write(source) : datagrams.send(source, to);
        return sent > 0 || length == 0;
    }

    @Override
    SocketAddress localAddress() throws IOException {
        return ((NetworkChannel) channel).getLocalAddress();
    }

    @Override
    @Nullable SocketAddress remoteAddress() throws IOException {
        return switch (channel) {
            case SocketChannel socket -> socket.getRemoteAddress();
            case DatagramChannel datagrams -> datagrams.getRemoteAddress();
            default -> null;
        };
    }

    @Override
    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way; there is nobody to tell and nothing to do.
        }
    }
}
