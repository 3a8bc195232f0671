package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;

/**
 * The network of this machine, for any loop: each call uses the poller of the loop that the calling
 * task belongs to.
 */
public final class SystemNetwork implements Network {
    private static final SystemNetwork INSTANCE = new SystemNetwork();

    private SystemNetwork() {}

    /** Returns it. It has no state. */
    public static SystemNetwork instance() {
        return INSTANCE;
    }

    @Override
    public ByteStream connect(SocketAddress address, ConnectOptions options) {
        EventLoop loop = Rondo.runningLoop();
        if (!(address instanceof InetSocketAddress inet)) {
            return connectOne(loop, address, options);
        }
        List<InetSocketAddress> addresses =
                inet.isUnresolved() ? resolve(inet.getHostString(), inet.getPort()) : List.of(inet);
        return new HappyEyeballs(inet, options, candidate -> connectOne(loop, candidate, options))
                .connect(addresses);
    }

    private static ByteStream connectOne(
            EventLoop loop, SocketAddress address, ConnectOptions options) {
        try {
            Descriptor descriptor = SocketPoller.of(loop).connect(address, options);
            try {
                while (!descriptor.finishConnect()) {
                    descriptor.awaitWritable();
                }
                return new SocketStream(descriptor);
            } catch (Throwable e) { // the socket must not stay open; rethrown
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("connect to", address, e);
        }
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) {
        SocketAddress resolved =
                address instanceof InetSocketAddress inet && inet.isUnresolved()
                        ? resolve(inet.getHostString(), inet.getPort()).getFirst()
                        : address;
        if (resolved instanceof UnixDomainSocketAddress unix) {
            SocketFiles.removeStale(unix.getPath());
        }
        try {
            Descriptor descriptor = SocketPoller.of(Rondo.runningLoop()).listen(resolved, options);
            try {
                return new SocketListener(descriptor, options.unlink());
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("listen on", address, e);
        }
    }

    @Override
    public Datagrams datagrams(DatagramOptions options) {
        Object name =
                options.local().or(options::peer).map(Object.class::cast).orElse("any address");
        try {
            Descriptor descriptor = SocketPoller.of(Rondo.runningLoop()).datagrams(options);
            try {
                return new SocketDatagrams(descriptor, options.peer());
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("open datagrams on", name, e);
        }
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) {
        try {
            return Rondo.runningLoop().getAddrInfo(host, port).await();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw IoFailure.of("look up", host, cause);
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return "the system's network";
    }
}
