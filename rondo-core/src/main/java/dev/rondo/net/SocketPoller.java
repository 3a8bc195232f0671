package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Poller;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.ListenOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;

/**
 * A poller that watches sockets, and makes them: each has sockets of its own kind. All calls by
 * tasks of its loop; none of them suspends.
 */
sealed interface SocketPoller extends Poller permits NioPoller, EpollPoller {
    /** Returns its name: "nio", "epoll", "uring". */
    String name();

    @Override
    default int passesWithoutPoll() {
        return 8; // a driver's task that reads for others costs no epoll_wait of its own
    }

    /** Returns a socket that is connecting, or connected already. */
    Descriptor connect(SocketAddress address, ConnectOptions options) throws IOException;

    /** Returns a socket that listens. */
    Descriptor listen(SocketAddress address, ListenOptions options) throws IOException;

    /** Returns a datagram socket. */
    Descriptor datagrams(DatagramOptions options) throws IOException;

    /** Opens one end of a pipe that has a name. */
    Descriptor pipe(Path path, boolean reading) throws IOException;

    /** Returns what watches channels of the JDK for its loop. */
    ChannelWatcher channels();

    /** Returns who reports what was never closed. */
    Unclosed unclosed();

    /** Returns the poller of a loop, installing one if it has none yet. */
    static SocketPoller of(EventLoop loop) {
        Poller current = loop.poller();
        if (current instanceof SocketPoller sockets) {
            return sockets;
        }
        SocketPoller made = Pollers.chosen();
        loop.installPoller(made);
        return made;
    }
}
