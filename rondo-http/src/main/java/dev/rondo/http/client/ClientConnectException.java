package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * No connection to the server could be made; nothing of the request was sent. {@link #reason} says
 * why, the cause what the network said. aiohttp: {@code ClientConnectorError} and its subclasses.
 */
public final class ClientConnectException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Why there is no connection. */
    public enum Reason {
        /** The name of the host has no address. aiohttp: {@code ClientConnectorDNSError}. */
        UNKNOWN_HOST,
        /** Nobody listens there. */
        REFUSED,
        /** There is no way to the host, or the connection broke while it was made. */
        UNREACHABLE,
        /** The TLS handshake failed. aiohttp: {@code ClientConnectorSSLError}. */
        TLS,
        /** The certificate is not trusted. aiohttp: {@code ClientConnectorCertificateError}. */
        CERTIFICATE,
        /** The certificate is none of those pinned. aiohttp: {@code ServerFingerprintMismatch}. */
        FINGERPRINT,
        /** The proxy refused or is none. aiohttp: {@code ClientProxyConnectionError}. */
        PROXY
    }

    private final Reason reason;

    ClientConnectException(
            Reason reason, String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
        this.reason = reason;
    }

    /** Returns why there is no connection. */
    public Reason reason() {
        return reason;
    }
}
