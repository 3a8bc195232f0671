package dev.rondo.http.client;

import dev.rondo.http.client.ClientConnectException.Reason;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Network;
import dev.rondo.stream.TlsOptions;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: network, proxy, TLS, pins. Two with the same parts are equal, so that clients
 * that share a pool share connections.
 */
final class Connector {
    private final Network network;
    private final ConnectOptions options;
    private final @Nullable TlsOptions tls;
    private final List<String> fingerprints;

    Connector(ClientOptions options) {
        this.network = options.network();
        this.options = options.connecting();
        this.tls = options.tls();
        this.fingerprints = options.fingerprints();
    }

    /**
     * Returns a connection on which requests can be sent. Suspends; a failure or a cancellation
     * leaves nothing open.
     *
     * @throws Refusal if the proxy refuses, or the certificate is none of those pinned
     * @throws dev.rondo.stream.StreamException if the network or TLS fail
     */
    Connection connect(PoolKey key, Tracer tracer) {
        Proxy proxy = key.proxy();
        if (proxy == null) {
            return plain(key.host(), key.port(), key.secure(), tracer);
        }
        Connection connection;
        try {
            connection =
                    plain(proxy.url().host(), proxy.url().port(), proxy.url().isSecure(), tracer);
        } catch (dev.rondo.stream.StreamException e) {
            throw new Refusal(Reason.PROXY, "no connection to the proxy " + proxy, e);
        }
        if (!key.tunnelled()) {
            return connection;
        }
        boolean done = false;
        try {
            Tunnel.open(connection, proxy, key);
            if (key.secure()) {
                connection.startTls(tls(key.host()));
                checkPins(connection.stream());
            }
            done = true;
            return connection;
        } finally {
            if (!done) {
                connection.stream().abort();
            }
        }
    }

    private Connection plain(String host, int port, boolean secure, Tracer tracer) {
        tracer.resolveStart(host);
        ByteStream stream =
                network.connect(InetSocketAddress.createUnresolved(host, port), options);
        boolean done = false;
        try {
            tracer.resolveEnd(host);
            Connection connection = new Connection(stream);
            if (secure) {
                connection.startTls(tls(host));
                checkPins(connection.stream());
            }
            done = true;
            return connection;
        } finally {
            if (!done) {
                stream.abort();
            }
        }
    }

    private TlsOptions tls(String host) {
        TlsOptions set = tls == null ? TlsOptions.client() : tls;
        TlsOptions named =
                set.hostname().isPresent() || !set.verifyHostname() ? set : set.withHostname(host);
        return named.applicationProtocols().isEmpty()
                ? named.withApplicationProtocols("http/1.1")
                : named;
    }

    private void checkPins(ByteStream stream) {
        if (!fingerprints.isEmpty()) {
            Certificate certificate = certificate(stream.info().tls());
            if (!Fingerprints.contain(fingerprints, certificate)) {
                stream.abort();
                throw new Refusal(
                        Reason.FINGERPRINT,
                        "the certificate's SHA-256 fingerprint "
                                + Fingerprints.of(certificate)
                                + " is none of those pinned",
                        null);
            }
        }
    }

    private static Certificate certificate(Optional<SSLSession> session) {
        try {
            return session.orElseThrow().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new Refusal(Reason.FINGERPRINT, "the server has no certificate", e);
        }
    }

    /** What is no failure of the network. It becomes a {@link ClientConnectException}. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Refusal(Reason reason, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || other instanceof Connector connector
                        && network.equals(connector.network)
                        && options.equals(connector.options)
                        && Objects.equals(tls, connector.tls)
                        && fingerprints.equals(connector.fingerprints);
    }

    @Override
    public int hashCode() {
        return Objects.hash(network, options, tls, fingerprints);
    }
}
