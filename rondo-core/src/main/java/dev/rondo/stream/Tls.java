package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SNIHostName;
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
     * failure, a cancellation or a timeout aborts the plain stream.
     *
     * @throws TlsException if the handshake fails: no TLS there, a certificate that is expired,
     *     untrusted or of another host
     * @throws TimeoutException if it takes longer than the options allow
     */
    public static ByteStream client(ByteStream plain, TlsOptions options) {
        return client(plain, options, new byte[0]);
    }

    /**
     * Like {@link #client(ByteStream, TlsOptions)}, with bytes that were read from the plain stream
     * already.
     */
    static ByteStream client(ByteStream plain, TlsOptions options, byte[] alreadyRead) {
        SSLEngine engine =
                options.hostname().isPresent()
                        ? options.context().createSSLEngine(options.hostname().get(), 443)
                        : options.context().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        options.hostname()
                .filter(Tls::isName)
                .ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
        if (options.verifyHostname()) {
            if (options.hostname().isEmpty()) {
                plain.abort();
                throw new IllegalArgumentException(
                        "verifyHostname needs a hostname\n"
                                + "Use TlsOptions.client(name), or withoutHostnameVerification()");
            }
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        return shakeHands(plain, options, engine, parameters, alreadyRead);
    }

    /**
     * Shakes hands as a server and returns the secure stream. See {@link #client(ByteStream,
     * TlsOptions)}.
     */
    public static ByteStream server(ByteStream plain, TlsOptions options) {
        return server(plain, options, new byte[0]);
    }

    static ByteStream server(ByteStream plain, TlsOptions options, byte[] alreadyRead) {
        SSLEngine engine = options.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        switch (options.clientAuth()) {
            case NONE -> {}
            case WANTED -> parameters.setWantClientAuth(true);
            case NEEDED -> parameters.setNeedClientAuth(true);
        }
        return shakeHands(plain, options, engine, parameters, alreadyRead);
    }

    private static ByteStream shakeHands(
            ByteStream plain,
            TlsOptions options,
            SSLEngine engine,
            SSLParameters parameters,
            byte[] alreadyRead) {
        if (!options.applicationProtocols().isEmpty()) {
            parameters.setApplicationProtocols(
                    options.applicationProtocols().toArray(String[]::new));
        }
        engine.setSSLParameters(parameters);
        TlsStream stream = new TlsStream(plain, engine, options.shutdownTimeout(), alreadyRead);
        try {
            Rondo.timeout(options.handshakeTimeout(), stream::handshake);
            return stream;
        } catch (TimeoutException e) {
            plain.abort();
            throw new TimeoutException(
                    "The TLS handshake with "
                            + plain
                            + " took longer than "
                            + options.handshakeTimeout().toSeconds()
                            + " seconds");
        } catch (IOException e) {
            plain.abort();
            throw TlsStream.failure("shake hands with", plain, e);
        } catch (RuntimeException | CancelledError e) {
            plain.abort();
            throw e;
        }
    }

    /** An address is not sent as SNI (RFC 6066 section 3). */
    private static boolean isName(String host) {
        return !host.contains(":") && !host.matches("[0-9.]+");
    }
}
