package dev.rondo.stream;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How to speak TLS, as a client or as a server.
 *
 * @param side whether this end is the client or the server
 * @param context the keys and what is trusted; see {@link TlsKeys} for PEM files
 * @param hostname the name of the server that a client talks to: sent as SNI and checked against
 *     the certificate; where it is empty, {@code openConnection} takes the host it connects to
 * @param verifyHostname whether a client checks that name
 * @param applicationProtocols what ALPN offers or accepts, the most wanted first
 * @param clientAuth whether a server asks for a client certificate
 * @param handshakeTimeout how long the handshake may take; 60 s in asyncio
 * @param shutdownTimeout how long a close waits for the peer's good-bye behind its own, dropping
 *     what the peer still sends; 0, which it is unless set, does not wait. asyncio waits 30 s
 * @param parameters changes what is left to the JDK: protocols, cipher suites, groups. Called for
 *     each connection, after everything else was set
 */
public record TlsOptions(
        Side side,
        SSLContext context,
        Optional<String> hostname,
        boolean verifyHostname,
        List<String> applicationProtocols,
        ClientAuth clientAuth,
        Duration handshakeTimeout,
        Duration shutdownTimeout,
        Consumer<SSLParameters> parameters) {
    /** Which end of the connection this is. */
    public enum Side {
        /** It begins the handshake, and checks the server's name. */
        CLIENT,
        /** It answers, and shows a certificate. */
        SERVER
    }

    /** Whether a server asks for a client certificate. */
    public enum ClientAuth {
        /** It does not ask. */
        NONE,
        /** It asks, and goes on without. */
        WANTED,
        /** It asks, and refuses clients without. */
        NEEDED
    }

    /** Checks the values. */
    public TlsOptions {
        Objects.requireNonNull(side, "side");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(hostname, "hostname");
        Objects.requireNonNull(clientAuth, "clientAuth");
        Objects.requireNonNull(parameters, "parameters");
        applicationProtocols = List.copyOf(applicationProtocols);
        checkPositive("handshakeTimeout", handshakeTimeout);
        if (shutdownTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "shutdownTimeout must not be negative, but is " + shutdownTimeout);
        }
    }

    private static void checkPositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + time);
        }
    }

    /**
     * Returns a client's options with the JVM's trusted authorities, for {@code openConnection},
     * which knows the name that is checked.
     */
    public static TlsOptions client() {
        return client(defaultContext());
    }

    /** Returns a client's options with a context. See {@link #client()}. */
    public static TlsOptions client(SSLContext context) {
        return of(Side.CLIENT, context, Optional.empty(), true);
    }

    /** Returns a client's options with the JVM's trusted authorities and a name that is checked. */
    public static TlsOptions client(String hostname) {
        return client(defaultContext(), hostname);
    }

    /** Returns a client's options with a context and a name that is checked. */
    public static TlsOptions client(SSLContext context, String hostname) {
        return of(Side.CLIENT, context, Optional.of(hostname), true);
    }

    /** Returns a server's options. */
    public static TlsOptions server(SSLContext context) {
        return of(Side.SERVER, context, Optional.empty(), false);
    }

    private static TlsOptions of(
            Side side, SSLContext context, Optional<String> hostname, boolean verify) {
        return new TlsOptions(
                side,
                context,
                hostname,
                verify,
                List.of(),
                ClientAuth.NONE,
                Duration.ofMinutes(1),
                Duration.ZERO,
                parameters -> {});
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    /** Returns these options with the name of the server that a client talks to. */
    public TlsOptions withHostname(String hostname) {
        return with(draft -> draft.hostname = Optional.of(hostname));
    }

    /**
     * Returns these options without checking the server's name. Anybody with a trusted certificate
     * may answer.
     */
    public TlsOptions withoutHostnameVerification() {
        return with(draft -> draft.verifyHostname = false);
    }

    /** Returns these options with protocols for ALPN. */
    public TlsOptions withApplicationProtocols(String... protocols) {
        return with(draft -> draft.applicationProtocols = List.of(protocols));
    }

    /** Returns these options with or without asking for a client certificate. */
    public TlsOptions withClientAuth(ClientAuth clientAuth) {
        return with(draft -> draft.clientAuth = clientAuth);
    }

    /** Returns these options with a limit for the handshake. */
    public TlsOptions withHandshakeTimeout(Duration handshakeTimeout) {
        return with(draft -> draft.handshakeTimeout = handshakeTimeout);
    }

    /**
     * Returns these options with a wait for the peer's good-bye at a close; 0 does not wait. The
     * peer's is of no use to most protocols, which say in their own messages what is whole. The
     * wait ends before at the deadline of the task that closes.
     */
    public TlsOptions withShutdownTimeout(Duration shutdownTimeout) {
        return with(draft -> draft.shutdownTimeout = shutdownTimeout);
    }

    /**
     * Returns these options with a change of what is left to the JDK.
     *
     * {@snippet :
     * options.withParameters(parameters -> parameters.setProtocols(new String[] {"TLSv1.3"}));
     * }
     */
    public TlsOptions withParameters(Consumer<SSLParameters> parameters) {
        return with(draft -> draft.parameters = parameters);
    }

    /** The values, to change one of them. */
    private final class Draft {
        Side side = side();
        SSLContext context = context();
        Optional<String> hostname = hostname();
        boolean verifyHostname = verifyHostname();
        List<String> applicationProtocols = applicationProtocols();
        ClientAuth clientAuth = clientAuth();
        Duration handshakeTimeout = handshakeTimeout();
        Duration shutdownTimeout = shutdownTimeout();
        Consumer<SSLParameters> parameters = parameters();
    }

    private TlsOptions with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new TlsOptions(
                draft.side,
                draft.context,
                draft.hostname,
                draft.verifyHostname,
                draft.applicationProtocols,
                draft.clientAuth,
                draft.handshakeTimeout,
                draft.shutdownTimeout,
                draft.parameters);
    }
}
