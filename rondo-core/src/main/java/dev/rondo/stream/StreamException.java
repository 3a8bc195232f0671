package dev.rondo.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/**
 * Input or output failed. The message names the operation and the address.
 *
 * <p>The subclasses say what the world did; those below {@link PeerException}, what the other end
 * of a connection did. Unchecked, as all of Rondo's exceptions; {@link #getCause} is the {@link
 * IOException} that the system gave, or one that stands for it.
 */
public sealed class StreamException extends UncheckedIOException
        permits AddressInUseException,
                AddressNotAvailableException,
                ConnectionRefusedException,
                NoSuchPathException,
                ConnectTimeoutException,
                HostUnreachableException,
                PeerException,
                StreamClosedException,
                TooManyFilesException,
                UnknownHostException {
    private static final long serialVersionUID = 1L;

    private final String operation;

    /** Creates one for an operation on an address, or on what stands for one. */
    public StreamException(String operation, Object address, String reason, IOException cause) {
        super(operation + " " + place(address) + ": " + reason, cause);
        this.operation = operation;
    }

    /** Creates one whose message is complete. */
    StreamException(String operation, String message, IOException cause) {
        super(message, cause);
        this.operation = operation;
    }

    /** The JDK writes "unresolved" beside a name, which reads as if that had failed. */
    static Object place(Object address) {
        return address instanceof InetSocketAddress name && name.isUnresolved()
                ? name.getHostString() + ":" + name.getPort()
                : address;
    }

    /** Returns what failed: "connect to", "read from", "listen on". */
    public String operation() {
        return operation;
    }
}
