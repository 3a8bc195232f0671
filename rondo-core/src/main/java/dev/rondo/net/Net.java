package dev.rondo.net;

import dev.rondo.Future;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.ServerOptions;
import dev.rondo.stream.StreamWriter;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * asyncio's network functions on the system's network, made for {@code import static
 * dev.rondo.net.Net.*}. Code that is to be tested without a network takes a {@link
 * dev.rondo.stream.Network} instead.
 *
 * {@snippet :
 * Connection connection = openConnection("localhost", 8080);
 * connection.writer().write("hello\n");
 * println(connection.reader().nextLine());
 * connection.close();
 * }
 */
public final class Net {
    private Net() {}

    /**
     * Connects to a host and returns the connection. Suspends. See {@link SystemNetwork#connect}.
     */
    public static Connection openConnection(String host, int port) {
        return openConnection(
                InetSocketAddress.createUnresolved(host, port), ConnectOptions.defaults());
    }

    /** Connects to an address. */
    public static Connection openConnection(SocketAddress address) {
        return openConnection(address, ConnectOptions.defaults());
    }

    /** Connects to an address, with options. */
    public static Connection openConnection(SocketAddress address, ConnectOptions options) {
        return new Connection(SystemNetwork.instance().connect(address, options));
    }

    /**
     * Connects to a host and shakes hands for TLS; the host is the name that is checked, unless the
     * options have another. Suspends. A failure, a timeout or a cancellation leaves no connection
     * behind. asyncio: {@code open_connection(ssl=...)}.
     *
     * @throws dev.rondo.stream.TlsException if the handshake fails; see {@link Tls#client}
     */
    public static Connection openConnection(String host, int port, TlsOptions tls) {
        return openConnection(
                InetSocketAddress.createUnresolved(host, port), ConnectOptions.defaults(), tls);
    }

    /** Like {@link #openConnection(String, int, TlsOptions)}, with an address and options. */
    public static Connection openConnection(
            SocketAddress address, ConnectOptions options, TlsOptions tls) {
        TlsOptions named =
                tls.hostname().isEmpty() && address instanceof InetSocketAddress inet
                        ? tls.withHostname(inet.getHostString())
                        : tls;
        Tls.checkClient(named); // before there is a connection
        return new Connection(
                Tls.client(SystemNetwork.instance().connect(address, options), named));
    }

    /**
     * Connects to the socket file of a server on this machine. asyncio: {@code
     * open_unix_connection}.
     */
    public static Connection openUnixConnection(Path path) {
        return openConnection(UnixDomainSocketAddress.of(path), ConnectOptions.defaults());
    }

    /** Like {@link #openUnixConnection(Path)}, with options. */
    public static Connection openUnixConnection(Path path, ConnectOptions options) {
        return openConnection(UnixDomainSocketAddress.of(path), options);
    }

    /**
     * Connects to a socket file and shakes hands for TLS. The options need a hostname, or do not
     * check it. See {@link #openConnection(String, int, TlsOptions)}.
     */
    public static Connection openUnixConnection(Path path, TlsOptions tls) {
        return openConnection(UnixDomainSocketAddress.of(path), ConnectOptions.defaults(), tls);
    }

    /**
     * Listens on all addresses of a host and serves each connection with a handler, as a task.
     * Suspends to look the host up. The server accepts already. asyncio: {@code start_server}.
     *
     * @param port 0 lets the system choose
     */
    public static Server startServer(String host, int port, ConnectionHandler handler) {
        return startServer(List.of(host), port, ListenOptions.defaults(), handler);
    }

    /**
     * Like {@link #startServer(String, int, ConnectionHandler)}, on several hosts and with options.
     * An empty host stands for all interfaces of both families, with one socket. An address that
     * this machine does not have is left out, unless there is no other. If another one cannot be
     * had, or the call is cancelled, none is kept.
     */
    public static Server startServer(
            List<String> hosts, int port, ListenOptions options, ConnectionHandler handler) {
        return startServer(hosts, port, options, ServerOptions.defaults(), handler);
    }

    /**
     * Like {@link #startServer(List, int, ListenOptions, ConnectionHandler)}, with limits for the
     * connections. For TLS put {@link Tls#handler} around the handler.
     */
    public static Server startServer(
            List<String> hosts,
            int port,
            ListenOptions options,
            ServerOptions limits,
            ConnectionHandler handler) {
        return Server.start(SystemNetwork.instance(), hosts, port, options, limits, handler);
    }

    /** Like {@link #startServer(String, int, ConnectionHandler)}, with limits. */
    public static Server startServer(
            String host, int port, ServerOptions limits, ConnectionHandler handler) {
        return startServer(List.of(host), port, ListenOptions.defaults(), limits, handler);
    }

    /**
     * Like {@link #startServer(String, int, ConnectionHandler)}, over TLS. A handshake that is slow
     * or fails concerns its own connection alone; see {@link Tls#handler}.
     */
    public static Server startServer(
            String host, int port, TlsOptions tls, ConnectionHandler handler) {
        return startServer(List.of(host), port, ListenOptions.defaults(), tls, handler);
    }

    /**
     * Like {@link #startServer(String, int, TlsOptions, ConnectionHandler)}, on several hosts and
     * with options.
     */
    public static Server startServer(
            List<String> hosts,
            int port,
            ListenOptions options,
            TlsOptions tls,
            ConnectionHandler handler) {
        return startServer(hosts, port, options, Tls.handler(tls, handler));
    }

    /**
     * Listens on the socket file and serves each connection. asyncio: {@code start_unix_server}.
     */
    public static Server startUnixServer(Path path, ConnectionHandler handler) {
        return startServer(
                List.of(UnixDomainSocketAddress.of(path)), ListenOptions.defaults(), handler);
    }

    /** Like {@link #startUnixServer(Path, ConnectionHandler)}, with options. */
    public static Server startUnixServer(
            Path path, ListenOptions options, ConnectionHandler handler) {
        return startServer(List.of(UnixDomainSocketAddress.of(path)), options, handler);
    }

    /** Like {@link #startUnixServer(Path, ConnectionHandler)}, over TLS. */
    public static Server startUnixServer(Path path, TlsOptions tls, ConnectionHandler handler) {
        return startUnixServer(path, Tls.handler(tls, handler));
    }

    /** Listens on addresses and serves each connection over TLS. */
    public static Server startServer(
            List<? extends SocketAddress> addresses,
            ListenOptions options,
            TlsOptions tls,
            ConnectionHandler handler) {
        return startServer(addresses, options, Tls.handler(tls, handler));
    }

    /** Listens on addresses and serves each connection. If one cannot be had, none is kept. */
    public static Server startServer(
            List<? extends SocketAddress> addresses,
            ListenOptions options,
            ConnectionHandler handler) {
        return startServer(addresses, options, ServerOptions.defaults(), handler);
    }

    /**
     * Listens on addresses and serves each connection, with limits for these. See {@link
     * #startServer(List, ListenOptions, ConnectionHandler)}.
     */
    public static Server startServer(
            List<? extends SocketAddress> addresses,
            ListenOptions options,
            ServerOptions limits,
            ConnectionHandler handler) {
        return Server.start(SystemNetwork.instance(), addresses, options, limits, handler);
    }

    /** Connects and returns the bare stream, for code that needs no reader or writer. */
    public static ByteStream connect(String host, int port) {
        return SystemNetwork.instance().connect(host, port);
    }

    /** Connects to an address and returns the bare stream. */
    public static ByteStream connect(SocketAddress address) {
        return SystemNetwork.instance().connect(address, ConnectOptions.defaults());
    }

    // ---- Channels from elsewhere

    /**
     * Makes a connected channel a connection of the current loop, which owns it from now on: do not
     * read, write or close the channel itself any more, and the loop's end closes it. It is
     * switched to non-blocking mode. Never suspends. With the epoll poller a companion thread
     * watches it, which costs some microseconds a wait. asyncio: {@code connect_accepted_socket},
     * {@code create_connection(sock=...)}.
     *
     * @throws IllegalArgumentException if it is not connected
     * @throws IllegalStateException if it was adopted already, or is used with {@link Sockets} now
     * @throws dev.rondo.stream.StreamClosedException if it is closed
     */
    public static Connection adopt(SocketChannel channel) {
        return new Connection(Adopting.stream(channel));
    }

    /**
     * Makes a bound channel a listener of the current loop. See {@link #adopt(SocketChannel)}; a
     * {@link Server} serves it. The socket file of a Unix address is not removed. asyncio: {@code
     * create_server(sock=...)}.
     *
     * @throws IllegalArgumentException if it is not bound
     */
    public static Listener adopt(ServerSocketChannel channel) {
        return Adopting.listener(channel);
    }

    /**
     * Makes a channel an end for datagrams of the current loop. See {@link #adopt(SocketChannel)}.
     * asyncio: {@code create_datagram_endpoint(sock=...)}.
     */
    public static Datagrams adopt(DatagramChannel channel) {
        return Adopting.datagrams(channel);
    }

    /**
     * Returns the connection that whoever started this process passed on as its standard input:
     * inetd, or systemd with {@code Accept=yes} and {@code StandardInput=socket}. Empty if it is
     * none. Each process can take it once.
     */
    public static Optional<Connection> inheritedConnection() {
        return Adopting.inherited(SocketChannel.class).map(Net::adopt);
    }

    /**
     * Returns the listener that whoever started this process passed on as its standard input: inetd
     * in wait mode, or systemd with {@code StandardInput=socket}. Empty if it is none. Each process
     * can take it once.
     */
    public static Optional<Listener> inheritedListener() {
        return Adopting.inherited(ServerSocketChannel.class).map(Net::adopt);
    }

    // ---- Pipes

    /**
     * Makes the reading end of a pipe a stream of the current loop, which owns it from now on. See
     * {@link #adopt(SocketChannel)}. Writing to it is an {@link UnsupportedOperationException}. A
     * {@link dev.rondo.stream.StreamReader} reads lines. asyncio: {@code connect_read_pipe}.
     */
    public static ByteStream connectReadPipe(Pipe.SourceChannel pipe) {
        return Adopting.source(pipe);
    }

    /**
     * Opens a pipe that has a name for reading: a FIFO, a terminal, {@code /dev/stdin} if it is a
     * pipe. Never suspends; the first read waits until somebody writes or has come and gone, and
     * the end is when the last writer has left. The epoll poller only. asyncio: {@code
     * connect_read_pipe}.
     *
     * @throws IllegalArgumentException if it is a regular file or a folder: read those by {@code
     *     toThread}
     * @throws UnsupportedOperationException with the NIO poller
     * @throws dev.rondo.stream.StreamException if it cannot be opened or the system cannot watch it
     */
    public static ByteStream connectReadPipe(Path pipe) {
        return Pipes.open(pipe, true);
    }

    /**
     * Makes the writing end of a pipe a stream of the current loop, which owns it from now on. See
     * {@link #adopt(SocketChannel)}. Reading from it is an {@link UnsupportedOperationException},
     * and {@code writeEof} closes it. That the reader has left is told by the next write. asyncio:
     * {@code connect_write_pipe}.
     */
    public static ByteStream connectWritePipe(Pipe.SinkChannel pipe) {
        return Adopting.sink(pipe);
    }

    /**
     * Opens a pipe that has a name for writing. See {@link #connectReadPipe(Path)}.
     *
     * @throws dev.rondo.stream.ConnectionRefusedException if nobody has it open for reading
     */
    public static ByteStream connectWritePipe(Path pipe) {
        return Pipes.open(pipe, false);
    }

    // ---- Files

    /**
     * Sends a file through a connection and returns how many bytes. See {@link
     * #sendFile(StreamWriter, Path, SendFileOptions)}.
     */
    public static long sendFile(Connection connection, Path file) {
        return sendFile(connection.writer(), file, SendFileOptions.defaults());
    }

    /** Like {@link #sendFile(StreamWriter, Path, SendFileOptions)}, through a connection. */
    public static long sendFile(Connection connection, Path file, SendFileOptions options) {
        return sendFile(connection.writer(), file, options);
    }

    /** Like {@link #sendFile(StreamWriter, FileChannel, SendFileOptions)}, through a connection. */
    public static long sendFile(Connection connection, FileChannel file, SendFileOptions options) {
        return sendFile(connection.writer(), file, options);
    }

    /**
     * Sends a file through a writer and returns how many bytes. What the writer holds is sent
     * first, and what other tasks write meanwhile goes out after it. Suspends until the system has
     * taken all. asyncio: {@code loop.sendfile}.
     *
     * <p>See {@link ByteStream#sendFile(Path, SendFileOptions)} for how, and for what it throws.
     */
    public static long sendFile(StreamWriter writer, Path file, SendFileOptions options) {
        return writer.withStream(stream -> sendFile(stream, file, options));
    }

    /**
     * Sends an open file through a writer. See {@link #sendFile(StreamWriter, Path,
     * SendFileOptions)} and {@link ByteStream#sendFile(FileChannel, SendFileOptions)}.
     */
    public static long sendFile(StreamWriter writer, FileChannel file, SendFileOptions options) {
        return writer.withStream(stream -> sendFile(stream, file, options));
    }

    /**
     * Sends a file to a bare stream, which nobody else may write to meanwhile. See {@link
     * #sendFile(StreamWriter, Path, SendFileOptions)}.
     */
    public static long sendFile(ByteStream stream, Path file, SendFileOptions options) {
        return stream.sendFile(file, options);
    }

    /**
     * Sends an open file to a bare stream, which nobody else may write to meanwhile. See {@link
     * #sendFile(StreamWriter, FileChannel, SendFileOptions)}.
     */
    public static long sendFile(ByteStream stream, FileChannel file, SendFileOptions options) {
        return stream.sendFile(file, options);
    }

    // ---- Names

    /**
     * Looks up the addresses of a host in the system's order, on threads that do nothing else; see
     * {@link SystemNetwork#resolve}. A task or callback of a loop. asyncio: {@code getaddrinfo}.
     *
     * @return a future; it fails with {@link java.net.UnknownHostException} if there is no address,
     *     and with {@link java.io.IOException} if too many look-ups wait
     */
    public static Future<List<InetSocketAddress>> getAddrInfo(String host, int port) {
        return Lookups.current().addresses(host, port);
    }

    /** Looks up the name of an address on the same threads. asyncio: {@code getnameinfo}. */
    public static Future<String> getNameInfo(InetSocketAddress address) {
        return Lookups.current().name(address);
    }
}
