package dev.rondo.stream;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS over any byte stream, by the JDK's {@link SSLEngine}: over TCP, Unix sockets, memory, or TLS
 * again.
 *
 * {@snippet :
 * ByteStream secure = Tls.client(plain, TlsOptions.client("example.org"));
 * }
 */
public final class Tls {
    private Tls() {}

    /**
     * Shakes hands as a client and returns the secure stream, which owns the plain one. Suspends. A
     * failure, a cancellation or a timeout closes the plain stream.
     *
     * @throws TlsException if the handshake fails: no TLS there, a certificate that is expired,
     *     untrusted or of another host
     * @throws ConnectionResetException if the peer closes during the handshake
     * @throws TimeoutException if it takes longer than the options allow
     * @throws IllegalArgumentException if the options are a server's, or have no name to check
     */
    public static ByteStream client(ByteStream plain, TlsOptions options) {
        check(options, TlsOptions.Side.CLIENT);
        return wrap(plain, options, new byte[0]);
    }

    /**
     * Shakes hands as a server and returns the secure stream. See {@link #client(ByteStream,
     * TlsOptions)}.
     */
    public static ByteStream server(ByteStream plain, TlsOptions options) {
        check(options, TlsOptions.Side.SERVER);
        return wrap(plain, options, new byte[0]);
    }

    /**
     * Returns a handler that starts TLS on each connection before another one serves it, for a
     * {@link Server} on any listeners. The handshake runs in the connection's own task, so a slow
     * one holds nobody else up, and while it goes on the connection is idle: a drain lets it go.
     * One that fails closes its connection and is one line of the log at level DEBUG, since anybody
     * can do that; so is one that takes longer than the options or the server's {@link
     * ServerOptions#handshakeLimit} allow. (asyncio tells of no failed handshake outside debug
     * mode.)
     *
     * @throws IllegalArgumentException if the options are a client's
     */
    public static ConnectionHandler handler(TlsOptions options, ConnectionHandler handler) {
        check(options, TlsOptions.Side.SERVER);
        Objects.requireNonNull(handler, "handler");
        return connection -> {
            if (handshakeSucceeds(connection, options)) {
                handler.handle(connection);
            }
        };
    }

    private static boolean handshakeSucceeds(Connection connection, TlsOptions options) {
        Served served = connection.served();
        connection.setIdle(true);
        try {
            connection.startTls(served == null ? options : limited(options, served));
            return true;
        } catch (StreamException | TimeoutException e) {
            PeerLog log =
                    served == null ? new PeerLog(Rondo.runningLoop()) : served.server().peerLog();
            log.log("TLS handshake", connection, e);
            return false;
        } finally {
            connection.setIdle(false);
        }
    }

    private static TlsOptions limited(TlsOptions options, Served served) {
        Duration limit = served.server().options().handshakeLimit();
        return limit.compareTo(options.handshakeTimeout()) < 0
                ? options.withHandshakeTimeout(limit)
                : options;
    }

    /**
     * Checks that options can be a client's, before a connection is made for it.
     *
     * @throws IllegalArgumentException if they are a server's, or have no name to check
     */
    public static void checkClient(TlsOptions options) {
        check(options, TlsOptions.Side.CLIENT);
    }

    private static void check(TlsOptions options, TlsOptions.Side side) {
        if (options.side() != side) {
            throw new IllegalArgumentException(
                    side == TlsOptions.Side.CLIENT
                            ? "These TLS options are a server's\nUse TlsOptions.client(...)"
                            : "These TLS options are a client's\nUse TlsOptions.server(...)");
        }
        checkName(options);
    }

    /** Refuses a client's options that say to check a name and have none. */
    static void checkName(TlsOptions options) {
        if (options.side() == TlsOptions.Side.CLIENT
                && options.verifyHostname()
                && options.hostname().isEmpty()) {
            throw new IllegalArgumentException(
                    "verifyHostname needs a hostname\n"
                            + "Use TlsOptions.client(name), or withoutHostnameVerification()");
        }
    }

    /**
     * Shakes hands as the options say, which were checked, with bytes that were read from the plain
     * stream already.
     */
    static ByteStream wrap(ByteStream plain, TlsOptions options, byte[] alreadyRead) {
        Object name = name(plain, options);
        try {
            SSLEngine engine =
                    switch (options.side()) {
                        case CLIENT -> clientEngine(plain, options);
                        case SERVER -> serverEngine(options);
                    };
            return shakeHands(
                    new TlsStream(plain, engine, name, options.shutdownTimeout(), alreadyRead),
                    name,
                    options);
        } catch (Throwable e) { // what follows must not go out in plain; rethrown
            plain.abort();
            throw e;
        }
    }

    private static ByteStream shakeHands(TlsStream stream, Object name, TlsOptions options) {
        try {
            Rondo.timeout(options.handshakeTimeout(), stream::handshake);
            return stream;
        } catch (TimeoutException e) {
            throw new TimeoutException(
                    "shake hands with "
                            + name
                            + ": the TLS handshake took longer than "
                            + options.handshakeTimeout());
        } catch (IOException e) {
            stream.refuse();
            throw TlsException.of("shake hands with", name, e);
        }
    }

    private static SSLEngine clientEngine(ByteStream plain, TlsOptions options) {
        Optional<String> host = options.hostname();
        SSLEngine engine =
                host.isPresent()
                        ? options.context().createSSLEngine(host.get(), port(plain))
                        : options.context().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine, options);
        host.filter(Tls::isName)
                .flatMap(Tls::serverName)
                .ifPresent(name -> parameters.setServerNames(List.of(name)));
        if (options.verifyHostname()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        options.parameters().accept(parameters);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLEngine serverEngine(TlsOptions options) {
        SSLEngine engine = options.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine, options);
        switch (options.clientAuth()) {
            case NONE -> {}
            case WANTED -> parameters.setWantClientAuth(true);
            case NEEDED -> parameters.setNeedClientAuth(true);
        }
        options.parameters().accept(parameters);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLParameters parameters(SSLEngine engine, TlsOptions options) {
        SSLParameters parameters = engine.getSSLParameters();
        if (!options.applicationProtocols().isEmpty()) {
            parameters.setApplicationProtocols(
                    options.applicationProtocols().toArray(String[]::new));
        }
        return parameters;
    }

    /** The peer's port: with the host it is the key under which the JDK resumes sessions. */
    private static int port(ByteStream plain) {
        return plain.info().peer().orElse(null) instanceof InetSocketAddress peer
                ? peer.getPort()
                : -1;
    }

    /** What messages call the peer: its name and its address, as far as there are any. */
    private static Object name(ByteStream plain, TlsOptions options) {
        String address = StreamInfo.nameOf(plain);
        return options.hostname().map(host -> host + " at " + address).orElse(address);
    }

    /** A dot at the end is not sent as SNI, and a name that DNS could not have is not sent. */
    private static Optional<SNIServerName> serverName(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            return Optional.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) { // an underscore, for example
            return Optional.empty();
        }
    }

    /** An address is not sent as SNI (RFC 6066 section 3). */
    private static boolean isName(String host) {
        return !host.contains(":") && !host.matches("[0-9.]+");
    }
}
