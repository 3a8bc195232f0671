package dev.rondo.net;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connected;
import dev.rondo.stream.DatagramEndpoint;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.DatagramProtocol;
import dev.rondo.stream.DatagramTransport;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.ProtocolHandler;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamProtocol;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsOptions;
import dev.rondo.stream.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * asyncio's doors for callback code on the system's network, made for {@code import static
 * dev.rondo.net.Transports.*}: each makes a protocol by a factory and connects it to a transport.
 * New code reads better on {@link Net}.
 *
 * <p>Called by tasks; all suspend. A cancellation, or a factory that fails, leaves no connection
 * behind. With TLS the handshake comes before {@link StreamProtocol#connectionMade}.
 *
 * {@snippet :
 * Connected<MyProtocol> connected = Transports.createConnection(MyProtocol::new, "localhost", 8080);
 * connected.transport().write("hello\n".getBytes(UTF_8));
 * }
 */
public final class Transports {
    private Transports() {}

    // ---- Clients

    /**
     * Connects to a host. asyncio: {@code create_connection}. See {@link SystemNetwork#connect}.
     */
    public static <P extends StreamProtocol> Connected<P> createConnection(
            Supplier<P> factory, String host, int port) {
        return createConnection(factory, host, port, ConnectOptions.defaults());
    }

    /** Like {@link #createConnection(Supplier, String, int)}, with options. */
    public static <P extends StreamProtocol> Connected<P> createConnection(
            Supplier<P> factory, String host, int port, ConnectOptions options) {
        return createConnection(factory, InetSocketAddress.createUnresolved(host, port), options);
    }

    /**
     * Like {@link #createConnection(Supplier, String, int)}, with TLS; the host is the name that is
     * checked, unless the options have another.
     *
     * @throws dev.rondo.stream.TlsException if the handshake fails; see {@link Tls#client}
     */
    public static <P extends StreamProtocol> Connected<P> createConnection(
            Supplier<P> factory, String host, int port, TlsOptions tls) {
        return createConnection(
                factory,
                InetSocketAddress.createUnresolved(host, port),
                ConnectOptions.defaults(),
                tls);
    }

    /** Connects to an address. */
    public static <P extends StreamProtocol> Connected<P> createConnection(
            Supplier<P> factory, SocketAddress address, ConnectOptions options) {
        Objects.requireNonNull(factory, "factory");
        return connect(factory, SystemNetwork.instance().connect(address, options));
    }

    /** Like {@link #createConnection(Supplier, String, int, TlsOptions)}, to an address. */
    public static <P extends StreamProtocol> Connected<P> createConnection(
            Supplier<P> factory, SocketAddress address, ConnectOptions options, TlsOptions tls) {
        Objects.requireNonNull(factory, "factory");
        return connect(factory, Net.openConnection(address, options, tls).stream());
    }

    /**
     * Connects to the socket file of a server on this machine. asyncio: {@code
     * create_unix_connection}.
     */
    public static <P extends StreamProtocol> Connected<P> createUnixConnection(
            Supplier<P> factory, Path path) {
        return createConnection(
                factory, UnixDomainSocketAddress.of(path), ConnectOptions.defaults());
    }

    /** Like {@link #createUnixConnection(Supplier, Path)}, with TLS. */
    public static <P extends StreamProtocol> Connected<P> createUnixConnection(
            Supplier<P> factory, Path path, TlsOptions tls) {
        return createConnection(
                factory, UnixDomainSocketAddress.of(path), ConnectOptions.defaults(), tls);
    }

    /**
     * Serves a stream that comes from elsewhere. asyncio: {@code connect_accepted_socket}, and
     * {@code create_connection(sock=...)}.
     */
    public static <P extends StreamProtocol> Connected<P> connectAcceptedSocket(
            Supplier<P> factory, ByteStream stream) {
        Objects.requireNonNull(factory, "factory");
        return connect(factory, Objects.requireNonNull(stream, "stream"));
    }

    /** Like {@link #connectAcceptedSocket(Supplier, ByteStream)}, as a TLS server. */
    public static <P extends StreamProtocol> Connected<P> connectAcceptedSocket(
            Supplier<P> factory, ByteStream stream, TlsOptions tls) {
        Objects.requireNonNull(factory, "factory");
        return connect(factory, Tls.server(stream, tls));
    }

    private static <P extends StreamProtocol> Connected<P> connect(
            Supplier<P> factory, ByteStream stream) {
        try {
            P protocol = factory.get();
            return new Connected<>(Transport.over(stream, protocol), protocol);
        } catch (Throwable e) { // the stream must not stay open; rethrown
            stream.abort();
            throw e;
        }
    }

    // ---- Servers

    /**
     * Listens on all addresses of a host and gives each connection a protocol of its own. The
     * server accepts already. asyncio: {@code create_server}.
     *
     * @param port 0 lets the system choose
     */
    public static Server createServer(
            Supplier<? extends StreamProtocol> factory, String host, int port) {
        return createServer(factory, List.of(host), port, ListenOptions.defaults());
    }

    /** Like {@link #createServer(Supplier, String, int)}, on several hosts and with options. */
    public static Server createServer(
            Supplier<? extends StreamProtocol> factory,
            List<String> hosts,
            int port,
            ListenOptions options) {
        return Net.startServer(hosts, port, options, new ProtocolHandler(factory));
    }

    /** Like {@link #createServer(Supplier, List, int, ListenOptions)}, with TLS. */
    public static Server createServer(
            Supplier<? extends StreamProtocol> factory,
            List<String> hosts,
            int port,
            ListenOptions options,
            TlsOptions tls) {
        return Net.startServer(hosts, port, options, tls, new ProtocolHandler(factory));
    }

    /**
     * Listens on addresses. To begin later, or to serve other listeners, make a {@link Server} with
     * a {@link ProtocolHandler}.
     */
    public static Server createServer(
            Supplier<? extends StreamProtocol> factory,
            List<? extends SocketAddress> addresses,
            ListenOptions options) {
        return Net.startServer(addresses, options, new ProtocolHandler(factory));
    }

    /** Like {@link #createServer(Supplier, List, ListenOptions)}, with TLS. */
    public static Server createServer(
            Supplier<? extends StreamProtocol> factory,
            List<? extends SocketAddress> addresses,
            ListenOptions options,
            TlsOptions tls) {
        return Net.startServer(addresses, options, tls, new ProtocolHandler(factory));
    }

    /** Listens on a socket file. asyncio: {@code create_unix_server}. */
    public static Server createUnixServer(Supplier<? extends StreamProtocol> factory, Path path) {
        return Net.startUnixServer(path, new ProtocolHandler(factory));
    }

    /** Like {@link #createUnixServer(Supplier, Path)}, with TLS. */
    public static Server createUnixServer(
            Supplier<? extends StreamProtocol> factory, Path path, TlsOptions tls) {
        return Net.startUnixServer(path, tls, new ProtocolHandler(factory));
    }

    // ---- Datagrams

    /** Opens an end for datagrams. asyncio: {@code create_datagram_endpoint}. */
    public static <P extends DatagramProtocol> DatagramEndpoint<P> createDatagramEndpoint(
            Supplier<P> factory, DatagramOptions options) {
        Objects.requireNonNull(factory, "factory");
        Datagrams datagrams = SystemNetwork.instance().datagrams(options);
        try {
            P protocol = factory.get();
            return new DatagramEndpoint<>(DatagramTransport.over(datagrams, protocol), protocol);
        } catch (Throwable e) { // they must not stay open; rethrown
            datagrams.close();
            throw e;
        }
    }

    // ---- TLS

    /**
     * Makes a connection secure. asyncio: {@code start_tls}, but the transport stays the same
     * object. See {@link Transport#startTls}.
     */
    public static void startTls(Transport transport, StreamProtocol protocol, TlsOptions options) {
        transport.startTls(protocol, options);
    }
}
