package dev.rondo.stream;

import java.io.EOFException;
import java.io.IOException;
import java.security.cert.CertificateException;

/**
 * TLS failed: no handshake, a certificate that is not trusted, or a connection that was cut short.
 * {@link #reason} says which.
 */
public final class TlsException extends PeerException {
    private static final long serialVersionUID = 1L;

    /** What happened. */
    public enum Reason {
        /**
         * The peer's certificate is expired, not trusted or of another host. asyncio: {@code
         * SSLCertVerificationError}.
         */
        CERTIFICATE,
        /** The peer refused: it sent an alert. */
        REFUSED,
        /** The peer speaks something else than TLS. */
        NOT_TLS,
        /** The connection ended without TLS's good-bye: what was read may not be all. */
        CUT_OFF,
        /** Something else in the protocol: no version or cipher in common, a broken record. */
        PROTOCOL
    }

    private final Reason reason;

    /** Creates one for an operation on an address, or on what stands for one. */
    public TlsException(
            String operation, Object address, Reason reason, String text, IOException cause) {
        super(operation, address, text, cause);
        this.reason = reason;
    }

    static TlsException of(String operation, Object address, IOException cause) {
        return new TlsException(operation, address, reasonOf(cause), textOf(cause), cause);
    }

    /** What the JDK says, and what is behind it: that names the day on which a validity ended. */
    private static String textOf(IOException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = String.valueOf(failure.getMessage());
        String reason = String.valueOf(root.getMessage());
        return text.contains(reason) ? text : text + ": " + reason;
    }

    private static Reason reasonOf(IOException failure) {
        if (failure instanceof EOFException) {
            return Reason.CUT_OFF;
        }
        if (failure instanceof NotTlsException) {
            return Reason.NOT_TLS;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return Reason.CERTIFICATE;
            }
        }
        return String.valueOf(failure.getMessage()).contains("Received fatal alert")
                ? Reason.REFUSED
                : Reason.PROTOCOL;
    }

    /** Returns what happened. */
    public Reason reason() {
        return reason;
    }
}
