package dev.rondo.stream;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How to speak TLS.
 *
 * @param context the keys and what is trusted; see {@link TlsKeys} for PEM files
 * @param hostname the name of the server that a client talks to: sent as SNI and checked against
 *     the certificate
 * @param verifyHostname whether a client checks that name
 * @param applicationProtocols what ALPN offers or accepts, the most wanted first
 * @param clientAuth whether a server asks for a client certificate
 * @param handshakeTimeout how long the handshake may take; 60 s in asyncio
 * @param shutdownTimeout how long a close waits for the peer's good-bye; 30 s in asyncio
 */
public record TlsOptions(
        SSLContext context,
        Optional<String> hostname,
        boolean verifyHostname,
        List<String> applicationProtocols,
        ClientAuth clientAuth,
        Duration handshakeTimeout,
        Duration shutdownTimeout) {
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
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(hostname, "hostname");
        Objects.requireNonNull(clientAuth, "clientAuth");
        applicationProtocols = List.copyOf(applicationProtocols);
        checkPositive("handshakeTimeout", handshakeTimeout);
        checkPositive("shutdownTimeout", shutdownTimeout);
    }

    private static void checkPositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + time);
        }
    }

    /** Returns a client's options with the JVM's trusted authorities and a name that is checked. */
    public static TlsOptions client(String hostname) {
        return client(defaultContext(), hostname);
    }

    /** Returns a client's options with a context and a name that is checked. */
    public static TlsOptions client(SSLContext context, String hostname) {
        return of(context, Optional.of(hostname), true);
    }

    /** Returns a server's options. */
    public static TlsOptions server(SSLContext context) {
        return of(context, Optional.empty(), false);
    }

    private static TlsOptions of(SSLContext context, Optional<String> hostname, boolean verify) {
        return new TlsOptions(
                context,
                hostname,
                verify,
                List.of(),
                ClientAuth.NONE,
                Duration.ofMinutes(1),
                Duration.ofSeconds(30));
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    /**
     * Returns these options without checking the server's name. Anybody with a trusted certificate
     * may answer.
     */
    public TlsOptions withoutHostnameVerification() {
        return new TlsOptions(
                context,
                hostname,
                false,
                applicationProtocols,
                clientAuth,
                handshakeTimeout,
                shutdownTimeout);
    }

    /** Returns these options with protocols for ALPN. */
    public TlsOptions withApplicationProtocols(String... protocols) {
        return new TlsOptions(
                context,
                hostname,
                verifyHostname,
                List.of(protocols),
                clientAuth,
                handshakeTimeout,
                shutdownTimeout);
    }

    /** Returns these options with or without asking for a client certificate. */
    public TlsOptions withClientAuth(ClientAuth clientAuth) {
        return new TlsOptions(
                context,
                hostname,
                verifyHostname,
                applicationProtocols,
                clientAuth,
                handshakeTimeout,
                shutdownTimeout);
    }

    /** Returns these options with a limit for the handshake. */
    public TlsOptions withHandshakeTimeout(Duration handshakeTimeout) {
        return new TlsOptions(
                context,
                hostname,
                verifyHostname,
                applicationProtocols,
                clientAuth,
                handshakeTimeout,
                shutdownTimeout);
    }

    /** Returns these options with a limit for the good-bye. */
    public TlsOptions withShutdownTimeout(Duration shutdownTimeout) {
        return new TlsOptions(
                context,
                hostname,
                verifyHostname,
                applicationProtocols,
                clientAuth,
                handshakeTimeout,
                shutdownTimeout);
    }
}
